/** Scrolling viewports together, by position in the body. */
import { dot, sub, type Vec3 } from '../../../shared/vec3';
import type { ImageViewport } from '../../../viewer';

interface Anchor {
  index: number;
  origin: Vec3 | null;
}

/**
 * While linked, a scroll in one viewport moves the others. In one frame of reference they go to the same place; in
 * another (a prior, another patient position) they move by the same way in mm from where they were linked.
 */
export class Linker {
  private anchors: Map<number, Anchor> | null = null;
  private moving = false;

  constructor(private readonly viewports: () => Map<number, ImageViewport>) {}

  get linked(): boolean {
    return this.anchors !== null;
  }

  /** Link the viewports as they stand now, or let them go. */
  set(linked: boolean): void {
    this.anchors = linked ? new Map() : null;
    this.anchor();
  }

  /** A viewport shows another series: it is linked from where it is now. */
  anchor(number?: number): void {
    const { anchors } = this;
    if (!anchors) return;
    for (const [at, viewport] of this.viewports()) {
      if (number !== undefined && at !== number) continue;
      anchors.set(at, { index: viewport.view().index, origin: viewport.plane()?.origin ?? null });
    }
  }

  /** Somebody scrolled viewport `number`: the others go along. */
  scrolled(number: number): void {
    const all = this.viewports();
    const from = all.get(number);
    if (!this.anchors || !from || this.moving) return;
    this.moving = true;
    for (const [at, other] of all) if (at !== number) this.move(number, from, at, other);
    this.moving = false;
  }

  private move(number: number, from: ImageViewport, at: number, other: ImageViewport): void {
    const index = this.target(number, from, at, other);
    if (index !== null && index !== other.view().index) other.applyView({ index });
  }

  private target(number: number, from: ImageViewport, at: number, other: ImageViewport): number | null {
    const [plane, otherPlane] = [from.plane(), other.plane()];
    const [anchor, otherAnchor] = [this.anchors?.get(number), this.anchors?.get(at)];
    const { count } = other.view();
    if (!anchor || !otherAnchor || count === 0) return null;
    if (!plane || !otherPlane || !anchor.origin || !otherAnchor.origin) {
      return Math.max(0, Math.min(count - 1, otherAnchor.index + from.view().index - anchor.index));
    }
    const facing = dot(plane.normal, otherPlane.normal);
    if (Math.abs(facing) < 0.9) return null;
    const together = from.image()?.frameOfReferenceUid === other.image()?.frameOfReferenceUid;
    if (together) return other.nearestIndex(plane.origin);
    const way = dot(sub(plane.origin, anchor.origin), plane.normal) * Math.sign(facing);
    const [x, y, z] = otherPlane.normal;
    const [ox, oy, oz] = otherAnchor.origin;
    return other.nearestIndex([ox + x * way, oy + y * way, oz + z * way]);
  }
}
