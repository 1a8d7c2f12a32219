/**
 * Whether the images of a series are a volume, and how it lies in the patient: pure functions.
 *
 * Planes are cut along the volume's own axes and values are never resampled, so that every value on a cut plane is one
 * that was acquired, and lengths on it are exact. What is no regular grid is refused with its reason instead of being
 * shown bent: a tilted gantry, a missing slice, mixed orientations, several images at one position.
 */
import type { ImageInfo, Plane3, SeriesImages } from '../../shared/images';
import { clamp, median } from '../../shared/math';
import { add, dot, length, scale, sub, type Vec3 } from '../../shared/vec3';
import { planeOf } from '../geometry';

export interface Volume {
  series: SeriesImages;
  /** Indices of `series.images`, in rising order along `axes[2]`. */
  order: number[];
  /** Centre of the first voxel. */
  origin: Vec3;
  /** Unit directions of rising columns, rows and slices. */
  axes: [Vec3, Vec3, Vec3];
  /** mm between columns, rows and slices. */
  spacing: [number, number, number];
  size: [number, number, number];
}

export type Refusal = { refused: string };

/** Reasons in words, for the reader. */
export const REASONS = {
  few: 'The series has fewer than three images.',
  geometry: 'The images do not say where they lie in the patient.',
  colour: 'The images are in colour.',
  mixed: 'The images have different orientations or sizes.',
  tilt: 'The gantry was tilted.',
  gaps: 'Images are missing, or their distances differ.',
  double: 'Several images lie at one position.',
  large: 'The series is too large for this device.',
} as const;

const PARALLEL = 0.9999;
/** How far a slice may lie beside the axis through the first, for its distance. Sine of a third of a degree. */
const TILT = 0.006;
/** How far distances may differ: rounding in files, not missing slices. */
const UNEVEN = 0.02;

/** The volume of a series, or why it is none. `limit`: most bytes that its frames may take. */
export function volumeOf(series: SeriesImages, limit = Infinity): Volume | Refusal {
  const [first] = series.images;
  if (!first || series.images.length < 3) return { refused: REASONS.few };
  if (first.photometric !== 'MONOCHROME1' && first.photometric !== 'MONOCHROME2') {
    return { refused: REASONS.colour };
  }
  const plane = planeOf(first);
  if (!plane || series.images.some((image) => !planeOf(image))) return { refused: REASONS.geometry };
  if (!series.images.every((image) => alike(image, first))) return { refused: REASONS.mixed };
  const bytes = series.images.length * first.rows * first.columns * (first.bitsAllocated > 8 ? 2 : 1);
  if (bytes > limit) return { refused: REASONS.large };

  const at = (index: number): Vec3 => series.images[index]?.imagePosition ?? plane.origin;
  const along = (index: number): number => dot(sub(at(index), plane.origin), plane.normal);
  const order = series.images.map((_, index) => index).sort((a, b) => along(a) - along(b));
  const refusal = irregular(order.map(at), plane.normal);
  if (refusal) return refusal;
  const [start = 0] = order;
  const last = order.at(-1) ?? 0;
  return {
    series,
    order,
    origin: at(start),
    axes: [plane.along, plane.down, plane.normal],
    spacing: [plane.spacing[1], plane.spacing[0], (along(last) - along(start)) / (order.length - 1)],
    size: [first.columns, first.rows, order.length],
  };
}

/** Why positions, in their order along the normal, are no stack of even distance at right angles to it. */
function irregular(positions: readonly Vec3[], normal: Vec3): Refusal | null {
  const steps = positions.slice(1).map((position, index) => sub(position, positions[index] ?? position));
  const gaps = steps.map((step) => dot(step, normal));
  const usual = median(gaps) ?? 0;
  if (gaps.some((gap) => gap < Math.max(1e-3, usual * 0.05))) return { refused: REASONS.double };
  const [first, last] = [positions[0], positions.at(-1)];
  const whole = first && last ? sub(last, first) : null;
  const beside = whole ? length(sub(whole, scale(normal, dot(whole, normal)))) : 0;
  const aside = steps.some(
    (step) => length(sub(step, scale(normal, dot(step, normal)))) > 0.05 + usual * TILT,
  );
  if (aside || (whole && beside > 0.05 + dot(whole, normal) * TILT)) return { refused: REASONS.tilt };
  const uneven = gaps.some((gap) => Math.abs(gap - usual) > Math.max(0.02, usual * UNEVEN));
  return uneven ? { refused: REASONS.gaps } : null;
}

function alike(image: ImageInfo, first: ImageInfo): boolean {
  const [one, other] = [planeOf(image), planeOf(first)];
  return (
    one !== null &&
    other !== null &&
    image.rows === first.rows &&
    image.columns === first.columns &&
    dot(one.along, other.along) > PARALLEL &&
    dot(one.down, other.down) > PARALLEL &&
    Math.abs(one.spacing[0] - other.spacing[0]) < 1e-4 &&
    Math.abs(one.spacing[1] - other.spacing[1]) < 1e-4 &&
    image.frameOfReferenceUid === first.frameOfReferenceUid
  );
}

export function isRefusal(found: object): found is Refusal {
  return 'refused' in found;
}

/** One axis of a stack of cut planes: which axis of the volume, and whether it is walked backwards. */
export interface Walk {
  axis: 0 | 1 | 2;
  backwards: boolean;
}

/** The axes of a cut plane: across and down on the screen, and from plane to plane. */
export interface Cut {
  across: Walk;
  down: Walk;
  through: Walk;
}

/**
 * Which way planes are shown, as is the custom: axial from below with the front on top, coronal from the front,
 * sagittal from the left; stacks from feet to head, front to back, right to left [R23].
 */
const CUSTOM: Record<Plane3, { across: Vec3; down: Vec3; through: Vec3 }> = {
  axial: { across: [1, 0, 0], down: [0, 1, 0], through: [0, 0, 1] },
  coronal: { across: [1, 0, 0], down: [0, 0, -1], through: [0, 1, 0] },
  sagittal: { across: [0, 1, 0], down: [0, 0, -1], through: [1, 0, 0] },
};

/** How a plane is cut out of the volume: along the volume's axis nearest to the patient's. */
export function cutOf(volume: Volume, plane: Plane3): Cut {
  const through = namedAxes(volume)[plane];
  const rest = ([0, 1, 2] as const).filter((axis) => axis !== through);
  const custom = CUSTOM[plane];
  const [one = 0, two = 1] = rest;
  const fits = (axis: 0 | 1 | 2, direction: Vec3): number => Math.abs(dot(volume.axes[axis], direction));
  const swap =
    fits(one, custom.across) + fits(two, custom.down) < fits(two, custom.across) + fits(one, custom.down);
  const walk = (axis: 0 | 1 | 2, direction: Vec3): Walk => ({
    axis,
    backwards: dot(volume.axes[axis], direction) < 0,
  });
  return {
    across: walk(swap ? two : one, custom.across),
    down: walk(swap ? one : two, custom.down),
    through: walk(through, custom.through),
  };
}

/** Which axis of the volume each plane is cut along. The three are different, also in oblique volumes. */
export function namedAxes(volume: Volume): Record<Plane3, 0 | 1 | 2> {
  const orders: [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2][] = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  const fit = ([x, y, z]: [0 | 1 | 2, 0 | 1 | 2, 0 | 1 | 2]): number =>
    Math.abs(volume.axes[x][0]) + Math.abs(volume.axes[y][1]) + Math.abs(volume.axes[z][2]);
  const [sagittal, coronal, axial] = orders.reduce((best, order) => (fit(order) > fit(best) ? order : best));
  return { sagittal, coronal, axial };
}

/** The plane that the series' own images are nearest to. */
export function ownPlane(volume: Volume): Plane3 {
  const named = namedAxes(volume);
  return (['axial', 'coronal', 'sagittal'] as const).find((plane) => named[plane] === 2) ?? 'axial';
}

/** The direction of a walk, and the distance of its steps in mm. */
export function direction(volume: Volume, { axis, backwards }: Walk): Vec3 {
  return scale(volume.axes[axis], backwards ? -1 : 1);
}

/** The centre of the voxel where all three walks begin. */
export function startOf(volume: Volume, cut: Cut): Vec3 {
  return [cut.across, cut.down, cut.through].reduce((point, { axis, backwards }) => {
    const way = backwards ? (volume.size[axis] - 1) * volume.spacing[axis] : 0;
    return add(point, scale(volume.axes[axis], way));
  }, volume.origin);
}

/** How many planes a slab takes, and the first of them. */
export function slabOf(
  volume: Volume,
  cut: Cut,
  index: number,
  slabMm: number,
): { from: number; to: number } {
  const count = volume.size[cut.through.axis];
  const layers = clamp(Math.round(slabMm / volume.spacing[cut.through.axis]), 1, count);
  const from = clamp(index - Math.floor((layers - 1) / 2), 0, count - 1);
  return { from, to: Math.min(count - 1, index + Math.ceil((layers - 1) / 2)) };
}
