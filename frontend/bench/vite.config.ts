import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import product from '../vite.config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The page of `bare.ts`, with the product's settings; it is no part of the product's build. */
export default defineConfig({
  ...product,
  base: '/bench-bare/',
  root: here('..'),
  build: {
    ...product.build,
    outDir: here('../../var/bench/bare'),
    emptyOutDir: true,
    rollupOptions: { input: { bare: here('./bare.ts') }, output: { entryFileNames: 'bare.js' } },
  },
});
