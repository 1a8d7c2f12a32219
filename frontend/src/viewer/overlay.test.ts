import { describe, expect, it } from 'vitest';

import { affineOf, RESTING } from './camera';
import { testImage } from './fixtures';
import {
  dateText,
  imageText,
  letters,
  orientationLetters,
  planeName,
  scaleBar,
  windowText,
  zoomText,
} from './overlay';
import { bounds, defaultWindow, percentileWindow, presetsFor } from './presets';

describe('contract texts', () => {
  it('writes windows with an ASCII hyphen and no -0', () => {
    expect(windowText(-160, 240)).toBe('W 400 L 40');
    expect(windowText(-1350, 150)).toBe('W 1500 L -600');
    expect(windowText(-1000.4, 1000.3)).toBe('W 2001 L 0');
    expect([windowText(0, 5), windowText(-0.4, 0.3)]).toEqual(['W 5 L 2.5', 'W 0.7 L -0.05']);
  });
  it('counts images from one and zoom in whole percents', () => {
    expect([imageText(41, 120), zoomText(1), zoomText(1.256)]).toEqual([
      'Image 42/120',
      'Zoom 100%',
      'Zoom 126%',
    ]);
  });
});

describe('orientation letters', () => {
  const picture = { rows: 200, columns: 160, spacing: [0.9, 0.6] as [number, number] };
  const size = { width: 500, height: 400 };
  const edges = (
    orientation: Parameters<typeof orientationLetters>[0],
    over: Partial<typeof RESTING> = {},
  ): string => {
    const found = orientationLetters(orientation, affineOf(picture, size, { ...RESTING, ...over }));
    return found ? [found.top, found.right, found.bottom, found.left].join(' ') : 'none';
  };
  it.each([
    ['axial', {}, [1, 0, 0, 0, 1, 0], 'A L P R'],
    ['turned', { rotation: 90 }, [1, 0, 0, 0, 1, 0], 'R A L P'],
    ['mirrored', { flipH: true }, [1, 0, 0, 0, 1, 0], 'A R P L'],
    ['upside down', { flipV: true }, [1, 0, 0, 0, 1, 0], 'P L A R'],
    ['coronal', {}, [1, 0, 0, 0, 0, -1], 'H L F R'],
    ['sagittal', {}, [0, 1, 0, 0, 0, -1], 'H P F A'],
    ['oblique', {}, [0.8, 0.6, 0, 0, 0, -1], 'H LP F RA'],
  ] as const)('%s', (_, over, orientation, expected) => {
    expect(edges([...orientation], over)).toBe(expected);
  });
  it('says nothing without an orientation', () => {
    expect(edges(null)).toBe('none');
  });
  it('takes the largest part first', () => {
    expect(letters([0.5, -0.7, 0.5])).toBe('ALH');
  });
});

it('names planes', () => {
  expect(planeName([1, 0, 0, 0, 1, 0])).toBe('axial');
  expect(planeName([0, 1, 0, 0, 0, -1])).toBe('sagittal');
  expect(planeName([1, 0, 0, 0, 0.7, 0.7])).toBeNull();
});

it('draws a scale bar of a round length', () => {
  expect(scaleBar(1.4, 130)).toEqual({ pixels: expect.closeTo(112) as number, text: '8 cm' });
  expect(scaleBar(40, 130)).toEqual({ pixels: 80, text: '2 mm' });
  expect(scaleBar(0, 130)).toBeNull();
});

it('writes dates', () => {
  expect([dateText('20261112'), dateText(null), dateText('2026')]).toEqual(['12 Nov 2026', '', '2026']);
});

describe('windows', () => {
  const ramp = Int16Array.from({ length: 1000 }, (_, index) => index);
  const frame = { rows: 10, columns: 100, components: 1 as const, pixels: ramp, min: 0, max: 999 };
  it('come from the file, the modality or the values', () => {
    const own = testImage({ windows: [{ center: 40, width: 400, name: null }] });
    expect(defaultWindow('CT', own, frame)).toEqual({ lower: -160, upper: 240 });
    expect(defaultWindow('CT', testImage(), frame)).toEqual(bounds(400, 40));
    const auto = defaultWindow('MR', testImage(), frame);
    expect(auto.lower).toBeCloseTo(10, -1);
    expect(auto.upper).toBeCloseTo(990, -1);
    expect(defaultWindow('US', own, { ...frame, components: 3 })).toEqual({ lower: 0, upper: 255 });
  });
  it('are never empty', () => {
    const flat = { ...frame, pixels: new Int16Array(1000), max: 0 };
    const { lower, upper } = percentileWindow(flat, 0.01, 0.99);
    expect(upper).toBeGreaterThan(lower);
  });
  it('has presets for CT and for others', () => {
    const names = presetsFor('CT', testImage(), null).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Brain', 'Lung', 'Bone']));
    expect(presetsFor('MR', testImage(), frame).map(({ name }) => name)).toContain('Auto');
  });
});
