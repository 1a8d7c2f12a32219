import { describe, expect, it } from 'vitest';

import type { ImageRef } from '../shared/images';
import type { Vec3 } from '../shared/vec3';
import { affineOf, apply, type Camera, fitScale, RESTING, unapply, zoomAt } from './camera';
import { testImage, testSeries } from './fixtures';
import { displaySpacing, planeOf, StackGeometry, toPatient, toPixel } from './geometry';

const ref = (sopUid: string, frameOfReferenceUid: string | null = '1.9'): ImageRef => ({
  studyUid: '1',
  seriesUid: '9',
  sopUid,
  frame: 1,
  frameOfReferenceUid,
});

describe('planes', () => {
  it('goes from pixels to the patient and back, also where the plane is oblique', () => {
    const plane = planeOf(testImage({ imageOrientation: [0.8, 0.6, 0, 0, 0, -1] })) ?? expect.unreachable();
    const point = toPatient(plane, { column: 10, row: 20 });
    expect(point).toEqual([-50 + 4.8, -80 + 3.6, 10 - 18].map((v) => expect.closeTo(v, 9) as number));
    const back = toPixel(plane, point);
    expect(back.column).toBeCloseTo(10, 9);
    expect(back.row).toBeCloseTo(20, 9);
    expect(back.off).toBeCloseTo(0, 9);
  });

  it('has none where position, orientation, spacing or frame of reference is missing', () => {
    expect(planeOf(testImage({ imagePosition: null }))).toBeNull();
    expect(planeOf(testImage({ frameOfReferenceUid: null }))).toBeNull();
  });
});

describe('StackGeometry', () => {
  const stack = new StackGeometry(testSeries(10).images);

  it('puts a point on the slice within half of the distance, whatever series it was made on', () => {
    const on: Vec3 = [0, 0, 15 + 1.2];
    const off: Vec3 = [0, 0, 15 + 1.3];
    expect(stack.locate(on, ref('other'), 2)).toMatchObject({ column: expect.closeTo(50 / 0.6) as number });
    expect(stack.locate(off, ref('other'), 2)).toBeNull();
    expect(stack.nearest(off, ref('other'))).toBe(3);
    expect(stack.locate(on, ref('other', '1.8'), 2)).toBeNull();
    expect(stack.nearest(on, ref('other', '1.8'))).toBeNull();
  });

  it('knows nothing beyond the ends of the stack, but finds the image a point was made on', () => {
    expect(stack.nearest([0, 0, 500], ref('other'))).toBeNull();
    expect(stack.nearest([0, 0, 500], ref('1.4'))).toBe(3);
  });

  it('keeps to the very frame where there is no geometry', () => {
    const flat = new StackGeometry(testSeries(2, { imagePosition: null }).images);
    expect(flat.locate([7, 8, 0], ref('1.1'), 0)).toEqual({ column: 7, row: 8 });
    expect(flat.locate([7, 8, 0], ref('1.1'), 1)).toBeNull();
    expect(flat.nearest([7, 8, 0], ref('1.2'))).toBe(1);
  });
});

describe('the affine', () => {
  const picture = { rows: 200, columns: 160, spacing: displaySpacing(testImage()) };
  const cameras: Partial<Camera>[] = [
    {},
    { zoom: 2.5, pan: [12, -7] },
    { rotation: 90 },
    { rotation: 33, flipH: true },
    { flipV: true, pan: [-4, 9], zoom: 0.4 },
  ];
  const sizes = [
    { width: 1000, height: 700 },
    { width: 333, height: 812 },
  ];

  it.each(cameras.flatMap((camera) => sizes.map((size) => [camera, size] as const)))(
    'goes there and back: %o in %o',
    (over, size) => {
      const affine = affineOf(picture, size, { ...RESTING, ...over });
      const there = apply(affine, { column: 30.5, row: 50.5 });
      expect(unapply(affine, there.x, there.y)).toEqual({
        column: expect.closeTo(30.5, 9) as number,
        row: expect.closeTo(50.5, 9) as number,
      });
    },
  );

  it('fits the whole image, with the shape of its pixels', () => {
    const affine = affineOf(picture, { width: 1000, height: 700 }, RESTING);
    expect(apply(affine, { column: 79.5, row: -0.5 })).toEqual({ x: 500, y: expect.closeTo(0) as number });
    expect(apply(affine, { column: 79.5, row: 199.5 }).y).toBeCloseTo(700);
    expect(affine[0] / affine[3]).toBeCloseTo(0.6 / 0.9);
    expect(fitScale(picture, { width: 1000, height: 700 }, 90)).toBeCloseTo(Math.min(1000 / 180, 700 / 96));
  });

  it('keeps the anatomy in the middle of any window', () => {
    const camera = { ...RESTING, zoom: 3, pan: [10, -20] as [number, number], rotation: 30 };
    const [one, other] = sizes.map((size) =>
      unapply(affineOf(picture, size, camera), size.width / 2, size.height / 2),
    );
    expect(one?.column).toBeCloseTo(other?.column ?? 0, 9);
    expect(one?.row).toBeCloseTo(other?.row ?? 0, 9);
  });

  it('turns clockwise and mirrors before it turns', () => {
    const size = { width: 600, height: 600 };
    const corner = { column: 0, row: 0 };
    const middle = 300;
    const turned = apply(affineOf(picture, size, { ...RESTING, rotation: 90 }), corner);
    expect([turned.x > middle, turned.y < middle]).toEqual([true, true]);
    const mirrored = apply(affineOf(picture, size, { ...RESTING, rotation: 90, flipH: true }), corner);
    expect([mirrored.x > middle, mirrored.y > middle]).toEqual([true, true]);
  });

  it('zooms about a place', () => {
    const size = { width: 1000, height: 700 };
    const at = { x: 120, y: 640 };
    const before = unapply(affineOf(picture, size, RESTING), at.x, at.y);
    const zoomed = zoomAt({ ...RESTING, pan: [3, 4] }, 2, at, picture, size);
    const after = unapply(affineOf(picture, size, zoomAt(RESTING, 2, at, picture, size)), at.x, at.y);
    expect(zoomed.zoom).toBe(2);
    expect(after.column).toBeCloseTo(before.column, 9);
    expect(after.row).toBeCloseTo(before.row, 9);
    expect(zoomAt(RESTING, 1e9, at, picture, size).zoom).toBe(50);
  });
});
