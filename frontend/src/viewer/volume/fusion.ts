/** A second series laid over the first, where both lie in one space: pure functions. */
import type { ImageInfo, SeriesImages } from '../../shared/images';
import { dot, sub } from '../../shared/vec3';
import type { Affine } from '../camera';
import type { Frame } from '../frames';
import { type Plane, planeOf, toPatient, toPixel } from '../geometry';
import { isRefusal, REASONS, type Refusal, volumeOf } from './volume';

export const FUSION_REASONS = {
  space: 'The two series do not share a frame of reference.',
  apart: 'The planes of the two series are not parallel.',
} as const;

const PARALLEL = 0.9999;

/** Why `over` cannot be laid over `base`, or null when it can. */
export function fusionRefusal(base: SeriesImages, over: SeriesImages): Refusal | null {
  const volume = volumeOf(over);
  if (isRefusal(volume)) return volume;
  const [one, other] = [base.images[0], over.images[0]];
  const [here, there] = [one && planeOf(one), other && planeOf(other)];
  if (!here || !there) return { refused: REASONS.geometry };
  if (one?.frameOfReferenceUid !== other?.frameOfReferenceUid) return { refused: FUSION_REASONS.space };
  return parallel(here, there) ? null : { refused: FUSION_REASONS.apart };
}

function parallel(one: Plane, other: Plane): boolean {
  return Math.abs(dot(one.normal, other.normal)) > PARALLEL;
}

/** The two images of a stack between which a plane lies, and how far it is from the first to the second (0…1). */
export interface Between {
  first: number;
  second: number;
  part: number;
}

/** Where `plane` lies among the images of a stack; null outside of it. */
export function between(plane: Plane, images: readonly ImageInfo[]): Between | null {
  const places = images.map((image, index) => ({
    index,
    at: image.imagePosition ? dot(sub(image.imagePosition, plane.origin), plane.normal) : NaN,
  }));
  places.sort((a, b) => a.at - b.at);
  const above = places.findIndex(({ at }) => at >= -1e-4);
  const next = places[above];
  if (!next) return null;
  const before = places[above - 1];
  if (Math.abs(next.at) <= 1e-3) return { first: next.index, second: next.index, part: 0 };
  if (!before) {
    // Half a slice beyond the first the picture still belongs to it.
    const half = (places[1] ? places[1].at - next.at : 0) / 2;
    return next.at <= half ? { first: next.index, second: next.index, part: 0 } : null;
  }
  return { first: before.index, second: next.index, part: -before.at / (next.at - before.at) };
}

/** The values between two images, linear between their planes. */
export function blend(first: Frame, second: Frame, part: number): Frame {
  if (part === 0 || first === second) return first;
  const pixels = new Float32Array(first.pixels.length);
  let [min, max] = [Infinity, -Infinity];
  for (let at = 0; at < pixels.length; at += 1) {
    const value = (first.pixels[at] ?? 0) * (1 - part) + (second.pixels[at] ?? 0) * part;
    pixels[at] = value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { ...first, pixels, min, max };
}

/** Pixel positions of `over` to CSS pixels, given those of `base`; both planes are parallel. */
export function overlayAffine(base: Plane, over: Plane, onScreen: Affine): Affine {
  const [a, b, c, d, e, f] = onScreen;
  const screen = (column: number, row: number): [number, number] => {
    const at = toPixel(base, toPatient(over, { column, row }));
    return [a * at.column + c * at.row + e, b * at.column + d * at.row + f];
  };
  const [origin, right, down] = [screen(0, 0), screen(1, 0), screen(0, 1)];
  return [
    right[0] - origin[0],
    right[1] - origin[1],
    down[0] - origin[0],
    down[1] - origin[1],
    origin[0],
    origin[1],
  ];
}

/** "Hot Iron" (PS3.6 annex B.1.1): black, red, yellow, white. `part` 0…1. */
export function hotIron(part: number): [number, number, number] {
  const at = Math.min(1, Math.max(0, part)) * 255;
  return [
    Math.min(255, at * 2),
    Math.min(255, Math.max(0, at - 128) * 2),
    Math.min(255, Math.max(0, at - 192) * 4),
  ];
}
