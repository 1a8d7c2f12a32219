/** What lies over images besides marks: where other viewports cut, cross-hairs, laser trails. */
import type { ImageRef } from '../../../shared/images';
import { add, cross, dot, scale, sub, type Vec3 } from '../../../shared/vec3';
import type { ImageViewport, Plane, PointerAt, ReferenceLine, Trail } from '../../../viewer';
import { TRAIL_MS } from '../../../viewer';

/** Corners of the shown image in the patient. */
function corners(plane: Plane, rows: number, columns: number): Vec3[] {
  const across = scale(plane.along, (columns - 1) * plane.spacing[1]);
  const down = scale(plane.down, (rows - 1) * plane.spacing[0]);
  const { origin } = plane;
  return [origin, add(origin, across), add(add(origin, across), down), add(origin, down)];
}

/** Where the image of one viewport cuts the plane of another: the ends of the line, or null. */
export function cutLine(of: ImageViewport, on: ImageViewport): [Vec3, Vec3] | null {
  const [plane, other] = [of.plane(), on.plane()];
  const image = of.image();
  if (!plane || !other || !image || image.frameOfReferenceUid !== on.image()?.frameOfReferenceUid)
    return null;
  const direction = cross(plane.normal, other.normal);
  if (Math.hypot(...direction) < 0.1) return null;
  const points = corners(plane, image.rows, image.columns);
  const heights = points.map((point) => dot(sub(point, other.origin), other.normal));
  const cuts = points.flatMap((point, index): Vec3[] => {
    const next = points[(index + 1) % 4] ?? point;
    const [here, there] = [heights[index] ?? 0, heights[(index + 1) % 4] ?? 0];
    if (here < 0 === there < 0) return [];
    return [add(point, scale(sub(next, point), here / (here - there)))];
  });
  const [from, to] = cuts;
  return from && to ? [from, to] : null;
}

/** Lines of all other viewports on each. */
export function referenceLines(viewports: Map<number, ImageViewport>, number: number): ReferenceLine[] {
  const on = viewports.get(number);
  if (!on) return [];
  return [...viewports].flatMap(([other, of]) => {
    const points = other === number ? null : cutLine(of, on);
    return points ? [{ key: String(other), points, label: String(other) }] : [];
  });
}

/** Trails of lasers, by tab; they fade by themselves. */
export class Trails {
  private readonly trails = new Map<string, Trail>();
  private timer = 0;

  constructor(private readonly changed: (trails: Trail[]) => void) {}

  add(key: string, color: string, place: PointerAt): void {
    const image: ImageRef = place.image;
    const at = performance.now();
    const before = this.trails.get(key);
    const last = before?.points.at(-1)?.point;
    if (last?.every((value, axis) => value === place.point[axis])) return;
    const points = (before?.points ?? []).filter((point) => at - point.at < TRAIL_MS);
    // A pause ends a trail: nobody drew the line across it.
    const joined = at - (points.at(-1)?.at ?? 0) < TRAIL_MS / 2 ? points : [];
    this.trails.set(key, { key, color, image, points: [...joined, { point: place.point, at }] });
    if (!this.timer) this.timer = requestAnimationFrame(this.fade);
  }

  stop(): void {
    cancelAnimationFrame(this.timer);
    this.timer = 0;
    this.trails.clear();
  }

  private readonly fade = (): void => {
    const now = performance.now();
    for (const [key, trail] of this.trails) {
      if (now - (trail.points.at(-1)?.at ?? 0) > TRAIL_MS) this.trails.delete(key);
    }
    this.timer = this.trails.size > 0 ? requestAnimationFrame(this.fade) : 0;
    this.changed([...this.trails.values()]);
  };
}
