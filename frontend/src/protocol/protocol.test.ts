/** The wire's shared fixtures, as tests/protocol runs them in Python. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { type Value, decodeTick, encodePart, encodePing, encodeUpdate } from './frames';
import schema from './schema.json';

interface Case {
  name: string;
  channel: 'client' | 'server';
  message: unknown;
}

type Golden = Value & { name: string; viewport: number; update: string; tick: string };

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(`../tests/fixtures/protocol/${name}`, 'utf8'));
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const ajv = new Ajv({ strict: false });
const validate = ajv.compile(schema);

/** JSON Schema cannot say that a length has two points; both servers' languages check it by code. */
const BEYOND_SCHEMA = new Set<string>();

describe('messages', () => {
  it.each(fixture('accepted.json') as Case[])('[R2] accepts $name', ({ channel, message }) => {
    expect(validate({ [channel]: message }), JSON.stringify(validate.errors)).toBe(true);
  });
  it.each(fixture('refused.json') as Case[])('[R2] refuses $name', ({ name, channel, message }) => {
    expect(validate({ [channel]: message })).toBe(BEYOND_SCHEMA.has(name));
  });
});

describe('frames', () => {
  const golden = fixture('frames.json') as {
    ack: number;
    tick: number;
    sid: number;
    ping: { ack: number; nonce: number; hex: string };
    parts: Golden[];
  };
  it.each(golden.parts)('[R30] $name has the golden bytes', (entry) => {
    const { viewport, update, tick } = entry;
    const value = { kind: entry.kind, value: entry.value } as Value;
    expect(hex(encodeUpdate([encodePart(value, viewport)], golden.ack))).toBe(update);
    const bytes = new Uint8Array(Buffer.from(tick, 'hex'));
    expect(decodeTick(bytes.buffer)).toEqual({
      tick: golden.tick,
      parts: [{ sid: golden.sid, viewport, ...value }],
    });
  });
  it('[R38] ping has the golden bytes', () => {
    expect(hex(encodePing(golden.ping.ack, golden.ping.nonce))).toBe(golden.ping.hex);
  });
  it('[R30] skips a kind it does not know and goes on', () => {
    const [cursor] = golden.parts;
    if (!cursor) throw new Error('no fixture');
    const known = Buffer.from(cursor.tick, 'hex');
    const unknown = Buffer.from('4d000000630101 00ff'.replaceAll(' ', ''), 'hex');
    const bytes = new Uint8Array([...known.subarray(0, 5), ...unknown, ...known.subarray(5)]);
    expect(decodeTick(bytes.buffer).parts).toHaveLength(1);
  });
});
