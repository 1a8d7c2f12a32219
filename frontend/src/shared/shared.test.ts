import { afterEach, describe, expect, it, vi } from 'vitest';

import { Emitter } from './events';
import { t } from './i18n';
import { frameUrl } from './images';
import { clamp, median, wrap } from './math';
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
