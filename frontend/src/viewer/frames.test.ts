import { describe, expect, it, vi } from 'vitest';

import { toRgba } from './canvasPainter';
import { testImage, testSeries } from './fixtures';
import { FrameStore, nextOutward, type Wish } from './frameLoader';
import { decodeFrame, type Frame, FrameError } from './frames';

const small = { rows: 1, columns: 4 };

describe('decodeFrame', () => {
  const bytes = (array: ArrayBufferView<ArrayBuffer>): ArrayBuffer => array.buffer;

  it('keeps stored values where there is nothing to rescale', () => {
    const frame = decodeFrame(bytes(Int16Array.of(-5, 0, 7, 3000)), testImage(small));
    expect(frame).toMatchObject({ components: 1, min: -5, max: 3000 });
    expect([...frame.pixels]).toEqual([-5, 0, 7, 3000]);
  });
  it('rescales to the unit of the modality', () => {
    const image = testImage({ ...small, signed: false, rescaleIntercept: -1024 });
    const frame = decodeFrame(bytes(Uint16Array.of(0, 24, 1024, 2024)), image);
    expect([frame.pixels.constructor.name, ...frame.pixels]).toEqual(['Int16Array', -1024, -1000, 0, 1000]);
  });
  it('keeps fractions and large values', () => {
    const half = decodeFrame(
      bytes(Uint16Array.of(0, 1, 2, 3)),
      testImage({ ...small, signed: false, rescaleSlope: 0.5 }),
    );
    expect([...half.pixels]).toEqual([0, 0.5, 1, 1.5]);
    const wide = decodeFrame(bytes(Int32Array.of(-70_000, 0, 1, 70_000)), testImage(small));
    expect([...wide.pixels]).toEqual([-70_000, 0, 1, 70_000]);
  });
  it('turns the order of a negative slope', () => {
    const frame = decodeFrame(bytes(Int16Array.of(1, 2, 3, 4)), testImage({ ...small, rescaleSlope: -1 }));
    expect([frame.min, frame.max]).toEqual([-4, -1]);
  });
  it('takes three bytes a pixel for colour', () => {
    expect(decodeFrame(new ArrayBuffer(12), testImage(small)).components).toBe(3);
  });
  it('refuses any other size', () => {
    expect(() => decodeFrame(new ArrayBuffer(11), testImage(small))).toThrow(FrameError);
    expect(() => decodeFrame(new ArrayBuffer(0), testImage(small))).toThrow(FrameError);
  });
});

describe('toRgba', () => {
  const frame: Frame = { ...small, components: 1, pixels: Int16Array.of(-160, 40, 240, 900), min: 0, max: 0 };
  const reds = (rgba: Uint8ClampedArray): number[] => [...rgba].filter((_, at) => at % 4 === 0);
  it('puts the window over the values', () => {
    expect(reds(toRgba(frame, -160, 240, false))).toEqual([0, 128, 255, 255]);
    expect(reds(toRgba(frame, -160, 240, true))).toEqual([255, 128, 0, 0]);
  });
  it('leaves colour as it is under the resting window', () => {
    const rgb: Frame = {
      rows: 1,
      columns: 1,
      components: 3,
      pixels: Uint8Array.of(9, 80, 200),
      min: 0,
      max: 255,
    };
    expect([...toRgba(rgb, 0, 255, false)]).toEqual([9, 80, 200, 255]);
  });
});

it('goes outward from the current image', () => {
  const left = new Set([0, 1, 2, 3, 4]);
  const order: number[] = [];
  for (let at = nextOutward(3, 5, (i) => left.has(i)); at >= 0; at = nextOutward(3, 5, (i) => left.has(i))) {
    order.push(at);
    left.delete(at);
  }
  expect(order).toEqual([3, 4, 2, 1, 0]);
});

describe('FrameStore', () => {
  const frame: Frame = { ...small, components: 1, pixels: new Int16Array(1000), min: 0, max: 0 };
  const wishOf = (count: number, current: number): Wish => ({
    series: testSeries(count, { rows: 25, columns: 40 }),
    current,
    failed: new Map(),
    arrived: vi.fn(),
    refused: vi.fn(),
  });

  it('loads all, at most six at a time, the current one first', async () => {
    const asked: string[] = [];
    let flying = 0;
    let most = 0;
    const store = new FrameStore(1e9, async (_, image) => {
      asked.push(image.sopUid);
      most = Math.max(most, (flying += 1));
      await Promise.resolve();
      flying -= 1;
      return frame;
    });
    const wish = wishOf(20, 9);
    store.add(wish);
    await vi.waitFor(() => expect(store.loaded(wish.series)).toBe(20));
    expect(asked.slice(0, 4)).toEqual(['1.10', '1.11', '1.9', '1.12']);
    expect(most).toBe(6);
  });

  it('stops what only a dropped wish was waiting for', () => {
    const signals: AbortSignal[] = [];
    const store = new FrameStore(1e9, (_, __, signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    const wish = wishOf(20, 0);
    store.add(wish);
    store.drop(wish);
    expect(signals.map(({ aborted }) => aborted)).toEqual(Array(6).fill(true));
  });

  it('keeps within its limit and still loads what is looked at', async () => {
    const store = new FrameStore(10 * 2000, () => Promise.resolve(frame));
    const wish = wishOf(30, 0);
    store.add(wish);
    await vi.waitFor(() => expect(store.loaded(wish.series)).toBe(10));
    store.moved(wish, 25);
    await vi.waitFor(() => expect(store.get(wish.series, 25)).not.toBeNull());
    expect(store.loaded(wish.series)).toBeLessThanOrEqual(10);
  });

  it('does not ask again for what is refused, and waits while the line is down', async () => {
    let calls = 0;
    const code = 'undecodable';
    const store = new FrameStore(1e9, () => {
      calls += 1;
      return Promise.reject(new FrameError(code, 'No.'));
    });
    const wish = wishOf(3, 0);
    store.add(wish);
    await vi.waitFor(() => expect(wish.refused).toHaveBeenCalledTimes(3));
    expect(calls).toBe(3);

    const down = new FrameStore(1e9, () => Promise.reject(new TypeError('Failed to fetch')));
    const other = wishOf(20, 0);
    down.add(other);
    await vi.waitFor(() => expect(other.refused).toHaveBeenCalledTimes(6));
    expect(other.failed.size).toBe(0);
  });
});
