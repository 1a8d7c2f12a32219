/** Where images lie in the patient: pure maths between pixel positions and patient-space millimetres. */
import { type ImageInfo, type ImageRef, sameImage } from '../shared/images';
import { median } from '../shared/math';
import { add, cross, dot, normalize, scale, sub, type Vec3 } from '../shared/vec3';

export interface Plane {
  origin: Vec3;
  /** Unit directions of rising columns and of rising rows. */
  along: Vec3;
  down: Vec3;
  normal: Vec3;
  /** [between rows, between columns] */
  spacing: [number, number];
}

export interface PixelPosition {
  column: number;
  row: number;
}

/** The plane of an image, or null where anything it takes is missing. */
export function planeOf(image: ImageInfo): Plane | null {
  const { imagePosition, imageOrientation, pixelSpacing, frameOfReferenceUid } = image;
  if (!imagePosition || !imageOrientation || !pixelSpacing || !frameOfReferenceUid) return null;
  const [a, b, c, d, e, f] = imageOrientation;
  const normal = normalize(cross([a, b, c], [d, e, f]));
  return (
    normal && { origin: imagePosition, along: [a, b, c], down: [d, e, f], normal, spacing: pixelSpacing }
  );
}

export function toPatient(plane: Plane, { column, row }: PixelPosition): Vec3 {
  const right = scale(plane.along, column * plane.spacing[1]);
  return add(add(plane.origin, right), scale(plane.down, row * plane.spacing[0]));
}

/** The pixel position below a point, and the point's distance from the plane. */
export function toPixel(plane: Plane, point: Vec3): PixelPosition & { off: number } {
  const from = sub(point, plane.origin);
  return {
    column: dot(from, plane.along) / plane.spacing[1],
    row: dot(from, plane.down) / plane.spacing[0],
    off: dot(from, plane.normal),
  };
}

/** mm between neighbouring pixels for display: only the shape matters where nothing is known. */
export function displaySpacing(image: ImageInfo): [number, number] {
  return image.pixelSpacing ?? image.pixelAspect ?? [1, 1];
}

const ROUNDING_MM = 1e-3;

/** The planes of a stack of images, and which image belongs to a point. */
export class StackGeometry {
  readonly planes: (Plane | null)[];
  private readonly half: number;

  constructor(private readonly images: readonly ImageInfo[]) {
    this.planes = images.map(planeOf);
    this.half = halfSlice(this.planes, images) + ROUNDING_MM;
  }

  /** The pixel position of a point on the image at `index`, or null when the point is not on it. */
  locate(point: Vec3, image: ImageRef, index: number): PixelPosition | null {
    const info = this.images[index];
    const plane = this.planes[index] ?? null;
    if (!info) return null;
    const same = sameImage(info, image);
    if (!plane) return same ? { column: point[0], row: point[1] } : null;
    if (!same && info.frameOfReferenceUid !== image.frameOfReferenceUid) return null;
    const at = toPixel(plane, point);
    return same || Math.abs(at.off) <= this.half ? at : null;
  }

  /** The image whose plane is nearest to a point, however far; null without geometry. */
  closest(point: Vec3): number | null {
    let best: number | null = null;
    let least = Infinity;
    this.planes.forEach((plane, index) => {
      const off = plane ? Math.abs(toPixel(plane, point).off) : Infinity;
      if (off >= least) return;
      best = index;
      least = off;
    });
    return best;
  }

  /** The image nearest to a point that was made on `image`, or null when none here has to do with it. */
  nearest(point: Vec3, image: ImageRef): number | null {
    const own = this.images.findIndex((info) => sameImage(info, image));
    if (own >= 0) return own;
    let best: number | null = null;
    let least = this.half;
    this.planes.forEach((plane, index) => {
      if (!plane || this.images[index]?.frameOfReferenceUid !== image.frameOfReferenceUid) return;
      const off = Math.abs(toPixel(plane, point).off);
      if (off <= least) {
        best = index;
        least = off;
      }
    });
    return best;
  }
}

/** Half the usual distance of neighbours. Thickness is the second choice: slices may overlap or leave gaps. */
function halfSlice(planes: readonly (Plane | null)[], images: readonly ImageInfo[]): number {
  const gaps: number[] = [];
  planes.forEach((plane, index) => {
    const next = planes[index + 1];
    if (!plane || !next || Math.abs(dot(plane.normal, next.normal)) < 0.999) return;
    const gap = Math.abs(dot(sub(next.origin, plane.origin), plane.normal));
    if (gap > ROUNDING_MM) gaps.push(gap);
  });
  const thickness = images[0]?.sliceThickness ?? 0;
  return (median(gaps) ?? (thickness > 0 ? thickness : 1)) / 2;
}
