/** A changed value that breaks a contrast of the guide breaks the build (WCAG 1.4.3, 1.4.11). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { contrast, luminance } from './contrast';
import { PALETTE } from './palette';

const css = readFileSync(new URL('./tokens.css', `file://${__filename}`), 'utf8');

function tokens(selector: string): (name: string) => string {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('\n}', start));
  const values = new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [String(m[1]), String(m[2])]),
  );
  return (name) => {
    const value = values.get(name);
    if (!value) throw new Error(`no token ${name} in ${selector}`);
    return value;
  };
}

const room = tokens("[data-theme='room']");
const page = tokens(':root');

const TEXT = 4.5;
const EDGE = 3;

describe('room', () => {
  it.each([
    ['text-1', 'surface-1', TEXT],
    ['text-1', 'surface-3', TEXT],
    ['text-2', 'surface-1', TEXT],
    ['text-2', 'surface-3', TEXT],
    ['text-3', 'surface-1', TEXT],
    ['text-3', 'surface-3', TEXT],
    ['line-control', 'surface-1', EDGE],
    ['line-control', 'surface-3', EDGE],
    ['overlay-text', 'overlay-edge', 7],
    ['accent', 'surface-1', TEXT],
    ['primary-text', 'primary', TEXT],
    ['primary-edge', 'surface-1', EDGE],
    ['mark', 'overlay-edge', 7],
    ['ok', 'surface-1', TEXT],
    ['warn', 'surface-1', TEXT],
    ['danger', 'surface-1', TEXT],
    ['ok-ink', 'ok-bg', TEXT],
    ['warn-ink', 'warn-bg', TEXT],
    ['danger-ink', 'danger-bg', TEXT],
    ['info-ink', 'info-bg', TEXT],
    ['offline-text', 'offline-bg', TEXT],
    ['offline-text-2', 'offline-bg', TEXT],
    ['focus', 'surface-1', EDGE],
    ['focus', 'focus-inner', EDGE],
  ])('%s on %s', (front, back, floor) => {
    expect(contrast(room(front), room(back))).toBeGreaterThanOrEqual(floor);
  });

  it('keeps chrome near images neutral and dark', () => {
    for (const name of ['surface-0', 'surface-1', 'surface-2', 'surface-3', 'line', 'line-control']) {
      const value = room(name);
      expect(value.slice(1, 3) === value.slice(3, 5) && value.slice(3, 5) === value.slice(5, 7)).toBe(true);
    }
    for (const name of ['surface-0', 'surface-1', 'surface-2', 'surface-3', 'primary', 'offline-bg']) {
      expect(luminance(room(name))).toBeLessThan(0.2);
    }
  });
});

describe('page', () => {
  it.each([
    ...['surface', 'bg'].flatMap((back): [string, string, number][] => [
      ['text-1', back, TEXT],
      ['text-2', back, TEXT],
      ['text-3', back, TEXT],
      ['accent', back, TEXT],
      ['ok', back, TEXT],
      ['warn', back, TEXT],
      ['danger', back, TEXT],
      ['line-control', back, EDGE],
      ['focus', back, EDGE],
    ]),
    ['primary-text', 'primary', TEXT] as [string, string, number],
    ['primary-text', 'accent-hover', TEXT] as [string, string, number],
    ['text-off', 'surface-2', EDGE] as [string, string, number],
    ...['ok', 'warn', 'danger', 'info'].flatMap((kind): [string, string, number][] => [
      [kind, `${kind}-bg`, TEXT],
      [`${kind}-ink`, `${kind}-bg`, TEXT],
    ]),
  ])('%s on %s', (front, back, floor) => {
    expect(contrast(page(front), page(back))).toBeGreaterThanOrEqual(floor);
  });
});

describe('participants', () => {
  it('has twelve colours, readable on black and under black text, each with its own shape', () => {
    expect(PALETTE).toHaveLength(12);
    expect(new Set(PALETTE.map((p) => p.shape)).size).toBe(12);
    for (const { color } of PALETTE) {
      expect(contrast(color, '#000000')).toBeGreaterThanOrEqual(TEXT);
    }
  });
});
