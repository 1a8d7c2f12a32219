/** How a picture lies on the screen: one affine from pixel positions to CSS pixels, used for painting and for marks. */
import { clamp } from '../shared/math';
import type { PixelPosition } from './geometry';

export interface Camera {
  zoom: number;
  pan: [number, number];
  rotation: number;
  flipH: boolean;
  flipV: boolean;
}

export interface Size {
  width: number;
  height: number;
}

/** What is photographed: pixels and mm between them, [between rows, between columns]. */
export interface Picture {
  rows: number;
  columns: number;
  spacing: [number, number];
}

/** x = a column + c row + e, y = b column + d row + f; the order of CanvasRenderingContext2D.setTransform. */
export type Affine = [a: number, b: number, c: number, d: number, e: number, f: number];

export const RESTING: Readonly<Camera> = { zoom: 1, pan: [0, 0], rotation: 0, flipH: false, flipV: false };
export const MIN_ZOOM = 0.1;
export const MAX_ZOOM = 50;

/** CSS pixels per mm at zoom 1: the whole image fits, turned by the nearest quarter turn. */
export function fitScale(picture: Picture, size: Size, rotation: number): number {
  let wide = picture.columns * picture.spacing[1];
  let high = picture.rows * picture.spacing[0];
  if (isSideways(rotation)) [wide, high] = [high, wide];
  return Math.max(1e-6, Math.min(size.width / wide, size.height / high));
}

export function isSideways(rotation: number): boolean {
  return Math.abs(Math.round(rotation / 90)) % 2 === 1;
}

export function affineOf(picture: Picture, size: Size, camera: Camera): Affine {
  const mm = fitScale(picture, size, camera.rotation) * camera.zoom;
  const angle = (camera.rotation * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const x = picture.spacing[1] * mm * (camera.flipH ? -1 : 1);
  const y = picture.spacing[0] * mm * (camera.flipV ? -1 : 1);
  const [a, b, c, d] = [x * cos, x * sin, -y * sin, y * cos];
  const [column, row] = [(picture.columns - 1) / 2, (picture.rows - 1) / 2];
  return [
    a,
    b,
    c,
    d,
    size.width / 2 + camera.pan[0] * mm - a * column - c * row,
    size.height / 2 + camera.pan[1] * mm - b * column - d * row,
  ];
}

export function apply([a, b, c, d, e, f]: Affine, { column, row }: PixelPosition): { x: number; y: number } {
  return { x: a * column + c * row + e, y: b * column + d * row + f };
}

/** The pixel position below a point of the screen. */
export function unapply([a, b, c, d, e, f]: Affine, x: number, y: number): PixelPosition {
  const det = a * d - b * c;
  return {
    column: (d * (x - e) - c * (y - f)) / det,
    row: (a * (y - f) - b * (x - e)) / det,
  };
}

/** Zoom by `factor` so that what is at (x, y) of the screen stays there. */
export function zoomAt(
  camera: Camera,
  factor: number,
  at: { x: number; y: number },
  picture: Picture,
  size: Size,
): Camera {
  const zoom = clamp(camera.zoom * factor, MIN_ZOOM, MAX_ZOOM);
  const fit = fitScale(picture, size, camera.rotation);
  // (x - middle) / mm - pan is the place in the image; it must be the same before and after.
  const shift = (middle: number, value: number): number =>
    (value - middle) / (fit * zoom) - (value - middle) / (fit * camera.zoom);
  const pan: [number, number] = [
    camera.pan[0] + shift(size.width / 2, at.x),
    camera.pan[1] + shift(size.height / 2, at.y),
  ];
  return { ...camera, zoom, pan };
}
