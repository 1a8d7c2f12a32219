/** Generate TypeScript from the wire's JSON Schema: `node generate-protocol.mjs schema.json [generated.ts]`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { compile } from 'json-schema-to-typescript';
import prettier from 'prettier';

const schema = JSON.parse(readFileSync(process.argv[2] ?? 'src/protocol/schema.json', 'utf8'));
const target = new URL('./src/protocol/generated.ts', import.meta.url);
const source = await compile(schema, 'Wire', {
  bannerComment: '/* Generated from apps/protocol by `make generate`. Do not edit. */',
  additionalProperties: false,
  ignoreMinAndMaxItems: true,
  unreachableDefinitions: false,
  format: false,
});
const options = await prettier.resolveConfig(target.pathname);
writeFileSync(process.argv[3] ?? target, await prettier.format(source, { ...options, parser: 'typescript' }));
