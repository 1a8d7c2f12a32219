/**
 * What a millimetre is on an image, and who says so.
 *
 * Marks are drawn in the plane of their image in *units*: millimetres where the image has a spacing, otherwise
 * pixels (with their shape, where the file knows it). A calibration line that somebody drew on the same object turns
 * units into millimetres.
 */
import type { ImageInfo } from '../../shared/images';
import type { Vec2 } from '../../shared/vec2';
import { add, dot, scale, sub, type Vec3 } from '../../shared/vec3';
import { displaySpacing, planeOf } from '../geometry';

export type SpacingSource = 'PixelSpacing' | 'ImagerPixelSpacing' | 'calibrated' | 'none';

export interface ImageScale {
  source: SpacingSource;
  /** Millimetres of a unit; null where nobody knows. */
  mmPerUnit: number | null;
  toUnits(point: Vec3): Vec2;
  fromUnits(at: Vec2): Vec3;
  /** [column, row] */
  toPixels(at: Vec2): Vec2;
}

/** The scale of an image. `calibration`: millimetres of a unit, as somebody measured them on this object. */
export function scaleOf(image: ImageInfo, calibration: number | null = null): ImageScale {
  const [rowSpacing, columnSpacing] = displaySpacing(image);
  const toPixels = ([x, y]: Vec2): Vec2 => [x / columnSpacing, y / rowSpacing];
  const plane = planeOf(image);
  if (plane) {
    return {
      source: image.spacingSource ?? 'none',
      mmPerUnit: 1,
      toUnits: (point) => {
        const from = sub(point, plane.origin);
        return [dot(from, plane.along), dot(from, plane.down)];
      },
      fromUnits: ([x, y]) => add(add(plane.origin, scale(plane.along, x)), scale(plane.down, y)),
      toPixels,
    };
  }
  return {
    source: calibration !== null ? 'calibrated' : (image.spacingSource ?? 'none'),
    mmPerUnit: calibration ?? (image.pixelSpacing ? 1 : null),
    toUnits: ([column, row]) => [column * columnSpacing, row * rowSpacing],
    fromUnits: ([x, y]) => [x / columnSpacing, y / rowSpacing, 0],
    toPixels,
  };
}

/** Whether a calibration line makes sense: an image of a plane in the patient has its spacing already. */
export function canCalibrate(image: ImageInfo): boolean {
  return planeOf(image) === null;
}
