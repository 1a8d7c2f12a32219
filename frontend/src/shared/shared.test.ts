import { afterEach, describe, expect, it, vi } from 'vitest';

import { Emitter } from './events';
import { t } from './i18n';
import { frameUrl } from './images';
import { clamp, median, wrap } from './math';
import { cleanLabel, cleanText } from './text';
import { cross, distance, normalize } from './vec3';

describe('Emitter', () => {
  it('calls listeners until they stop listening', () => {
    const emitter = new Emitter<{ moved: number }>();
    const heard = vi.fn();
    const stop = emitter.on('moved', heard);
    emitter.emit('moved', 1);
    stop();
    emitter.emit('moved', 2);
    expect(heard.mock.calls).toEqual([[1]]);
  });
});

describe('t', () => {
  afterEach(() => {
    globalThis.gettext = undefined;
  });
  it('puts values in and leaves unknown names', () => {
    expect(t('Loading %(name)s, %(done)s of %(total)s', { name: 'CT', done: 1 })).toBe(
      'Loading CT, 1 of %(total)s',
    );
  });
  it('uses the catalogue', () => {
    globalThis.gettext = (text) => (text === 'Follow' ? 'Folgen' : text);
    expect(t('Follow')).toBe('Folgen');
  });
});

describe('cleanText', () => {
  it('takes out what the server refuses and nobody sees', () => {
    expect(cleanText('a\u202eb\u2066c\u2069\u0000d\u001b\u007f\ud800e\udc00', 50)).toBe('abcde');
    // Taking out what stands between two lone halves must not make a character of them.
    expect(cleanText('x\ud83d\u202a\ude00y', 50)).toBe('xy');
  });
  it('keeps lines, tabs, accents, right-to-left words and emoji', () => {
    const text = 'Ligne é\n\tشكرا\u200f 😀';
    expect(cleanText(text, 50)).toBe(text);
  });
  it('cuts without halving a character', () => {
    expect(cleanText('abc😀', 4)).toBe('abc');
    expect(cleanText('abc😀', 5)).toBe('abc😀');
    expect(cleanText('x'.repeat(5000), 4000)).toHaveLength(4000);
  });
  it('leaves nothing of nothing', () => {
    expect(cleanText(' \u2066\u2069\n ', 50)).toBe('');
  });
  it('puts a label on one line', () => {
    expect(cleanLabel('Nodule\r\n 4 mm\tleft')).toBe('Nodule 4 mm left');
    expect(cleanLabel('x'.repeat(300))).toHaveLength(200);
  });
});

describe('small maths', () => {
  it('clamps, wraps, takes the median', () => {
    expect([clamp(5, 0, 3), wrap(-90, 360), median([3, 1, 2]), median([])]).toEqual([3, 270, 2, null]);
  });
  it('knows vectors', () => {
    expect(cross([1, 0, 0], [0, 1, 0])).toEqual([0, 0, 1]);
    expect(distance([0, 0, 0], [3, 4, 0])).toBe(5);
    expect(normalize([0, 0, 0])).toBeNull();
  });
});

it('escapes what a hostile archive may have put into a UID', () => {
  expect(frameUrl({ studyUid: '1', seriesUid: '2', sopUid: '../x', frame: 3 })).toBe(
    '/dicomweb/studies/1/series/2/instances/..%2Fx/frames/3',
  );
});
