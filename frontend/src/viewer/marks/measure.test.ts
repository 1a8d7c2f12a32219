import { describe, expect, it } from 'vitest';

import type { Vec2 } from '../../shared/vec2';
import type { Vec3 } from '../../shared/vec3';
import { testImage } from '../fixtures';
import type { Frame } from '../frames';
import { toPatient, planeOf } from '../geometry';
import { distanceToLine, gripAt } from './grips';
import { calibrationOf, labelLines, measure, shortValue } from './measure';
import { ellipseOutline, polygonArea, statistics } from './regions';
import { scaleOf } from './scale';
import { SHAPES } from './shapes';

/** 0.9 mm between rows, 0.6 mm between columns: what ignores the difference is wrong by half. */
const image = testImage({ valueUnit: 'HU', rows: 200, columns: 160 });
const plane = planeOf(image);
const at = (column: number, row: number): Vec3 => {
  if (!plane) throw new Error('the image has a plane');
  return toPatient(plane, { column, row });
};
const context = (frame: Frame | null = null) => ({ image, frame, calibration: null });
const flat = { imagePosition: null } as const;

/** 100 HU inside a disc of 20 mm radius around the pixel (80, 100), -1000 outside. */
function disc(): Frame {
  const pixels = new Int16Array(200 * 160);
  for (let row = 0; row < 200; row += 1) {
    for (let column = 0; column < 160; column += 1) {
      const inside = Math.hypot((column - 80) * 0.6, (row - 100) * 0.9) <= 20;
      pixels[row * 160 + column] = inside ? 100 + ((column + row) % 2) * 10 : -1000;
    }
  }
  return { rows: 200, columns: 160, components: 1, pixels, min: -1000, max: 110 };
}

describe('lengths and angles', () => {
  it('are those of the patient, also with pixels that are no squares', () => {
    const measured = measure({ tool: 'length', points: [at(10, 10), at(60, 50)] }, context());
    expect(measured.lengths[0]).toBeCloseTo(Math.hypot(50 * 0.6, 40 * 0.9), 9);
    const right = measure({ tool: 'angle', points: [at(40, 10), at(10, 10), at(10, 60)] }, context());
    expect(right.angle).toBeCloseTo(90, 9);
    const half = measure({ tool: 'angle', points: [at(30, 0), at(0, 0), at(30, 20)] }, context());
    expect(half.angle).toBeCloseTo(45, 9);
  });

  it('give a Cobb angle without regard to the direction of its lines', () => {
    const cobb = (d: Vec3, e: Vec3): number | null =>
      measure({ tool: 'cobb', points: [at(0, 0), at(100, 0), d, e] }, context()).angle;
    const [from, to] = [at(0, 50), at(60, 50 + (60 * 0.6 * Math.tan(Math.PI / 9)) / 0.9)];
    expect(cobb(from, to)).toBeCloseTo(20, 9);
    expect(cobb(to, from)).toBeCloseTo(20, 9);
  });

  it('name the longer axis first', () => {
    const points = [at(0, 0), at(10, 0), at(5, -20), at(5, 20)];
    expect(labelLines({ tool: 'bidirectional', points, text: '' }, context())).toEqual(['36.0 × 6.0 mm']);
  });

  it('say where their millimetres come from, and pixels where there are none', () => {
    const points: Vec3[] = [
      [0, 0, 0],
      [30, 40, 0],
    ];
    const text = (over: object, calibration: number | null = null): string | undefined =>
      labelLines(
        { tool: 'length', points, text: '' },
        { image: testImage({ ...flat, ...over }), frame: null, calibration },
      )[0];
    expect(text({ pixelSpacing: [2, 1] })).toBe('85.4 mm');
    expect(text({ pixelSpacing: null })).toBe('50.0 px');
    expect(text({ spacingSource: 'ImagerPixelSpacing', pixelSpacing: [1, 1] })).toBe('50.0 mm (detector)');
    expect(text({ pixelSpacing: null }, 0.5)).toBe('25.0 mm (calibrated by hand)');
    expect(text({ pixelSpacing: null, pixelAspect: [2, 1] }, 0.5)).toBe('42.7 mm (calibrated by hand)');
  });

  it('follow from a calibration line', () => {
    const line = {
      tool: 'calibration' as const,
      text: '',
      value: 50,
      points: [
        [0, 0, 0],
        [0, 200, 0],
      ] as Vec3[],
    };
    expect(calibrationOf(line, testImage({ ...flat, pixelSpacing: null }))).toBe(0.25);
    expect(calibrationOf({ ...line, points: [] }, testImage(flat))).toBeNull();
  });
});

describe('regions', () => {
  it('measure area, mean, deviation and extremes of an ellipse', () => {
    const [rx, ry] = [15 / 0.6, 15 / 0.9];
    const points = [at(80 - rx, 100), at(80 + rx, 100), at(80, 100 - ry), at(80, 100 + ry)];
    const measured = measure({ tool: 'ellipse', points }, context(disc()));
    expect(measured.area).toBeCloseTo(Math.PI * 15 * 15, 6);
    expect(measured.statistics).toMatchObject({ min: 100, max: 110 });
    expect(measured.statistics?.mean).toBeCloseTo(105, 0);
    expect(measured.statistics?.sd).toBeCloseTo(5, 1);
    expect(labelLines({ tool: 'ellipse', points, text: 'node' }, context(disc()))).toEqual([
      'node',
      '706.9 mm²',
      expect.stringMatching(/^Mean 10[45]\.\d HU, SD 5\.0$/),
      'Min 100, Max 110',
    ]);
  });

  it('take exactly the pixels whose centres lie inside', () => {
    const frame: Frame = {
      ...{ rows: 4, columns: 4, components: 1, min: 0, max: 15 },
      pixels: Int16Array.from({ length: 16 }, (_, index) => index),
    };
    const box = (x: number, y: number, w: number, h: number): Vec2[] => [
      [x, y],
      [x + w, y],
      [x + w, y + h],
      [x, y + h],
    ];
    expect(statistics(frame, box(0.5, 0.5, 2, 2))).toMatchObject({ count: 4, mean: 7.5, min: 5, max: 10 });
    expect(statistics(frame, box(-9, -9, 99, 99))).toMatchObject({ count: 16, mean: 7.5 });
    expect(statistics(frame, box(0.2, 0.2, 0.4, 0.4))).toBeNull();
    expect(statistics({ ...frame, components: 3 }, box(0, 0, 3, 3))).toBeNull();
  });

  it('keep small deviations of large values', () => {
    const pixels = Float32Array.from({ length: 100 }, (_, index) => 1_000_000 + (index % 2));
    const frame: Frame = { rows: 10, columns: 10, components: 1, pixels, min: 1_000_000, max: 1_000_001 };
    const found = statistics(frame, [
      [-1, -1],
      [11, -1],
      [11, 11],
      [-1, 11],
    ]);
    expect(found?.sd).toBeCloseTo(0.5, 6);
  });

  it('have the area of their outline, whichever way it was drawn', () => {
    const outline: Vec2[] = [
      [0, 0],
      [10, 0],
      [10, 5],
      [0, 5],
    ];
    expect([polygonArea(outline), polygonArea([...outline].reverse())]).toEqual([50, 50]);
    expect(
      polygonArea(
        ellipseOutline([
          [-5, 0],
          [5, 0],
          [0, -2],
          [0, 2],
        ]),
      ),
    ).toBeCloseTo(Math.PI * 10, 1);
  });

  it('read the value of a probe from the nearest pixel', () => {
    const probe = { tool: 'probe' as const, points: [at(80.4, 99.6)], text: '' };
    expect(labelLines(probe, context(disc()))).toEqual(['100 HU']);
    expect(shortValue(probe, context(disc()))).toBe('100 HU');
    expect(labelLines(probe, context())).toEqual([]);
  });
});

describe('handles', () => {
  const units = scaleOf(image);
  it('keep what belongs together', () => {
    const ellipse: Vec2[] = [
      [-10, 0],
      [10, 0],
      [0, -4],
      [0, 4],
    ];
    expect(SHAPES.ellipse.drag(ellipse, 1, [20, 0])).toEqual([
      [-10, 0],
      [20, 0],
      [5, -4],
      [5, 4],
    ]);
    const box: Vec2[] = [
      [0, 0],
      [10, 0],
      [10, 5],
      [0, 5],
    ];
    expect(SHAPES.rectangle.drag(box, 2, [12, 9])).toEqual([
      [0, 0],
      [12, 0],
      [12, 9],
      [0, 9],
    ]);
    expect(units.fromUnits(units.toUnits([1, 2, 10]))).toEqual([1, 2, 10]);
  });

  it('keep the short axis at right angles to the long one', () => {
    const points = SHAPES.bidirectional.draw(
      [
        [0, 0],
        [20, 0],
        [5, 4],
      ],
      { right: [1, 0], down: [0, 1] },
    );
    expect(points).toEqual([
      [0, 0],
      [20, 0],
      [5, 4],
      [5, -4],
    ]);
    const [a = [0, 0], b = [0, 0], c = [0, 0], d = [0, 0]] = SHAPES.bidirectional.drag(points, 1, [0, 20]);
    expect((b[0] - a[0]) * (d[0] - c[0]) + (b[1] - a[1]) * (d[1] - c[1])).toBeCloseTo(0, 9);
    expect(Math.hypot(d[0] - c[0], d[1] - c[1])).toBeCloseTo(8, 9);
  });
});

describe('grips', () => {
  const marks = [
    {
      id: 'a',
      tool: 'length' as const,
      screen: [
        { x: 0, y: 0 },
        { x: 100, y: 0 },
      ],
    },
    {
      id: 'b',
      tool: 'length' as const,
      screen: [
        { x: 100, y: 3 },
        { x: 100, y: 100 },
      ],
    },
  ];
  it('takes handles before lines and the newest first', () => {
    expect(gripAt({ x: 100, y: 1 }, marks)).toEqual({ id: 'b', handle: 0 });
    expect(gripAt({ x: 50, y: 4 }, marks)).toEqual({ id: 'a', handle: null });
    expect(gripAt({ x: 50, y: 9 }, marks)).toBeNull();
    expect(gripAt({ x: 50, y: 9 }, marks, 2)).toEqual({ id: 'a', handle: null });
  });
  it('measures to the end of a line, not to its continuation', () => {
    expect(distanceToLine({ x: 110, y: 0 }, { x: 0, y: 0 }, { x: 100, y: 0 })).toBe(10);
  });
});
