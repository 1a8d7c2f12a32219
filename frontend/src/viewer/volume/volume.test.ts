import { describe, expect, it } from 'vitest';

import type { ImageInfo, Plane3, SeriesImages } from '../../shared/images';
import { cross, normalize, type Vec3 } from '../../shared/vec3';
import { testImage, testSeries } from '../fixtures';
import type { Frame } from '../frames';
import { planeOf, toPatient, toPixel } from '../geometry';
import { between, blend, fusionRefusal, overlayAffine } from './fusion';
import { planeFrame, reformatted, THIN } from './reformat';
import { isRefusal, ownPlane, REASONS, type Volume, volumeOf } from './volume';

const [ROWS, COLUMNS, SLICES] = [6, 5, 7];

/** A value that tells where in the patient it lies: f(x, y, z) is linear, so exact at every voxel. */
const valueAt = ([x, y, z]: Vec3): number => Math.round(1000 + 10 * x + 3 * y + 7 * z);

function made(over: (image: ImageInfo, index: number) => Partial<ImageInfo> = () => ({})): SeriesImages {
  const series = testSeries(SLICES);
  const images = series.images.map((image, index) => {
    const small = { ...image, rows: ROWS, columns: COLUMNS, photometric: 'MONOCHROME2' };
    return { ...small, ...over(small, index) };
  });
  return { ...series, images };
}

function framesOf(series: SeriesImages): Frame[] {
  return series.images.map((image) => {
    const plane = planeOf(image);
    const pixels = new Float32Array(ROWS * COLUMNS);
    for (let row = 0; row < ROWS; row += 1) {
      for (let column = 0; column < COLUMNS; column += 1) {
        pixels[row * COLUMNS + column] = plane ? valueAt(toPatient(plane, { column, row })) : 0;
      }
    }
    return { rows: ROWS, columns: COLUMNS, components: 1, pixels, min: 0, max: 1 };
  });
}

function good(series: SeriesImages): Volume {
  const volume = volumeOf(series);
  if (isRefusal(volume)) throw new Error(volume.refused);
  return volume;
}

function cutStack(series: SeriesImages, plane: Plane3, slab = THIN): SeriesImages {
  const stack = reformatted(series, plane, slab);
  if (isRefusal(stack)) throw new Error(stack.refused);
  return stack;
}

/** An oblique series: its axes are turned out of the patient's. */
function oblique(): SeriesImages {
  const along = normalize([0.9, 0.3, -0.2]) ?? [1, 0, 0];
  const normal = normalize(cross(along, [0.1, 0.95, 0.25])) ?? [0, 0, 1];
  const down = cross(normal, along);
  return made((_, index) => ({
    imageOrientation: [...along, ...down],
    imagePosition: [-10 + normal[0] * 2.5 * index, 4 + normal[1] * 2.5 * index, 8 + normal[2] * 2.5 * index],
  }));
}

describe('volumes', () => {
  it('are taken in any order of the images', () => {
    const shuffled = made();
    shuffled.images.reverse();
    expect(good(shuffled)).toMatchObject({
      spacing: [0.6, 0.9, 2.5],
      size: [5, 6, 7],
      origin: [-50, -80, 10],
    });
    expect(ownPlane(good(made()))).toBe('axial');
  });

  it.each<[keyof typeof REASONS, (image: ImageInfo, index: number) => Partial<ImageInfo>]>([
    ['geometry', () => ({ imagePosition: null })],
    ['colour', () => ({ photometric: 'RGB' })],
    ['mixed', (_, index) => (index === 3 ? { imageOrientation: [0, 1, 0, 0, 0, -1] } : {})],
    ['mixed', (_, index) => (index === 3 ? { pixelSpacing: [1, 1] } : {})],
    ['tilt', (_, index) => ({ imagePosition: [-50, -80 + index * 0.5, 10 + index * 2.5] })],
    ['gaps', (_, index) => ({ imagePosition: [-50, -80, 10 + 2.5 * (index > 3 ? index + 1 : index)] })],
    ['double', (_, index) => ({ imagePosition: [-50, -80, 10 + 2.5 * Math.floor(index / 2)] })],
  ])('are refused for %s, with the reason', (reason, over) => {
    expect(volumeOf(made(over))).toEqual({ refused: REASONS[reason] });
  });

  it('are refused when there is too little or too much of them', () => {
    expect(volumeOf({ ...made(), images: made().images.slice(0, 2) })).toEqual({ refused: REASONS.few });
    expect(volumeOf(made(), 100)).toEqual({ refused: REASONS.large });
  });
});

describe('cut planes', () => {
  it.each<[string, SeriesImages]>([
    ['straight', made()],
    ['upside down', { ...made(), images: [...made().images].reverse() }],
    [
      'sagittal',
      made((_, index) => ({ imageOrientation: [0, 1, 0, 0, 0, -1], imagePosition: [index * 1.5, -40, 60] })),
    ],
    [
      'turned',
      made((_, index) => ({ imageOrientation: [-1, 0, 0, 0, -1, 0], imagePosition: [50, 80, index * 2.5] })),
    ],
    ['oblique', oblique()],
  ])('[R23] of a %s series show at every place the value that lies there', (_, series) => {
    const frames = framesOf(series);
    for (const plane of ['axial', 'coronal', 'sagittal'] as const) {
      const stack = cutStack(series, plane);
      for (const image of stack.images) {
        const lies = planeOf(image);
        if (!lies || !image.reformat) throw new Error('a cut plane has geometry');
        const frame = planeFrame(good(series), frames, image.reformat);
        expect([frame.rows, frame.columns]).toEqual([image.rows, image.columns]);
        frame.pixels.forEach((value, at) => {
          const place = { column: at % frame.columns, row: Math.floor(at / frame.columns) };
          expect(Math.abs(value - valueAt(toPatient(lies, place)))).toBeLessThanOrEqual(1);
        });
      }
    }
  });

  it('lie as is the custom: head up, left of the patient on the right of the screen', () => {
    const coronal = planeOf(cutStack(made(), 'coronal').images[0] ?? testImage());
    expect([coronal?.along, coronal?.down]).toEqual([
      [1, 0, 0],
      [-0, -0, -1],
    ]);
    const sagittal = planeOf(cutStack(made(), 'sagittal').images[0] ?? testImage());
    expect([sagittal?.along, sagittal?.down]).toEqual([
      [0, 1, 0],
      [-0, -0, -1],
    ]);
  });

  it('make one layer of a slab: largest, smallest, mean', () => {
    const series = made();
    const frames = framesOf(series);
    const value = (mode: 'average' | 'mip' | 'minip'): number =>
      planeFrame(good(series), frames, { plane: 'axial', mode, slab_mm: 7.5, index: 3 }).pixels[0] ?? 0;
    const layers = [2, 3, 4].map((slice) => frames[slice]?.pixels[0] ?? 0);
    expect(value('mip')).toBe(Math.max(...layers));
    expect(value('minip')).toBe(Math.min(...layers));
    expect(value('average')).toBeCloseTo(layers.reduce((a, b) => a + b) / 3, 3);
    expect(cutStack(series, 'axial', { mode: 'mip', mm: 7.5 }).images[3]?.sliceThickness).toBe(7.5);
  });
});

describe('fusion', () => {
  const ct = made();
  const pet = made((_, index) => ({
    pixelSpacing: [2, 2],
    imagePosition: [-52, -83, 9 + 3.3 * index],
  }));

  it('is refused between spaces, across planes and over what is no volume', () => {
    expect(fusionRefusal(ct, pet)).toBeNull();
    expect(
      fusionRefusal(
        ct,
        made(() => ({ frameOfReferenceUid: '9.9' })),
      )?.refused,
    ).toMatch(/frame of reference/);
    expect(fusionRefusal(ct, cutStack(pet, 'coronal'))?.refused).toMatch(/not parallel/);
    expect(
      fusionRefusal(
        ct,
        made(() => ({ imagePosition: null })),
      ),
    ).toEqual({ refused: REASONS.geometry });
  });

  it('takes the values between two images by their distance', () => {
    const plane = planeOf(ct.images[1] ?? testImage());
    const place = plane && between(plane, pet.images);
    expect(place).toMatchObject({ first: 1, second: 2 });
    const frames = framesOf(pet);
    const [first, second] = [frames[1], frames[2]];
    if (!plane || !place || !first || !second) throw new Error('the plane lies inside');
    // f is linear, so the blended value is the true one at the height of the plane.
    const point: Vec3 = [-52, -83, 12.5];
    expect(blend(first, second, place.part).pixels[0]).toBeCloseTo(
      1000 + 10 * point[0] + 3 * point[1] + 7 * point[2],
      0,
    );
    expect(between({ ...plane, origin: [0, 0, 400] }, pet.images)).toBeNull();
  });

  it('lies on the same anatomy', () => {
    const [base, over] = [planeOf(ct.images[0] ?? testImage()), planeOf(pet.images[0] ?? testImage())];
    if (!base || !over) throw new Error('both have a plane');
    const onScreen: [number, number, number, number, number, number] = [0, 2, -3, 0, 100, 50];
    const [a, b, c, d, e, f] = overlayAffine(base, over, onScreen);
    const point = toPatient(over, { column: 3, row: 2 });
    const { column, row } = toPixel(base, point);
    expect(a * 3 + c * 2 + e).toBeCloseTo(onScreen[0] * column + onScreen[2] * row + onScreen[4], 6);
    expect(b * 3 + d * 2 + f).toBeCloseTo(onScreen[1] * column + onScreen[3] * row + onScreen[5], 6);
  });
});
