/** What a mark says and where it can be taken hold of: pure functions. */
import type { ImageInfo } from '../shared/images';
import { distance, type Vec3 } from '../shared/vec3';
import { displaySpacing, planeOf } from './geometry';
import type { Mark } from './types';

export interface ScreenPoint {
  x: number;
  y: number;
}

/** `81.6 mm`, with one decimal; pixels where nobody knows how large they are. */
export function lengthText([from, to]: readonly Vec3[], image: ImageInfo): string {
  if (!from || !to) return '';
  // Points of an image with geometry are millimetres already.
  if (planeOf(image)) return `${distance(from, to).toFixed(1)} mm`;
  const [rowSpacing, columnSpacing] = displaySpacing(image);
  const long = Math.hypot((to[0] - from[0]) * columnSpacing, (to[1] - from[1]) * rowSpacing);
  if (!image.pixelSpacing) return `${Math.hypot(to[0] - from[0], to[1] - from[1]).toFixed(1)} px`;
  // A projection is larger on the detector than in the body, and the file does not say by how much.
  return `${long.toFixed(1)} mm${image.spacingSource === 'ImagerPixelSpacing' ? ' (detector)' : ''}`;
}

export function labelOf(mark: Pick<Mark, 'tool' | 'points' | 'text'>, image: ImageInfo): string {
  return mark.tool === 'length' ? lengthText(mark.points, image) : mark.text;
}

/** How far `point` is from the line between two points of the screen. */
export function distanceToLine(point: ScreenPoint, from: ScreenPoint, to: ScreenPoint): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const long = dx * dx + dy * dy;
  const along = long === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / long;
  const at = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - from.x - at * dx, point.y - from.y - at * dy);
}

export interface Grip {
  id: string;
  /** A point of the mark, or null for the whole of it. */
  handle: number | null;
}

const HANDLE_REACH = 9;
const LINE_REACH = 6;

/** What would be taken hold of at a place of the screen: a handle before a line, the newest mark first. */
export function gripAt(
  at: ScreenPoint,
  marks: readonly { id: string; screen: readonly ScreenPoint[] }[],
  reach = 1,
): Grip | null {
  for (const { id, screen } of [...marks].reverse()) {
    const handle = screen.findIndex((p) => Math.hypot(p.x - at.x, p.y - at.y) <= HANDLE_REACH * reach);
    if (handle >= 0) return { id, handle };
  }
  for (const { id, screen } of [...marks].reverse()) {
    const [from, to] = screen;
    if (from && to && distanceToLine(at, from, to) <= LINE_REACH * reach) return { id, handle: null };
  }
  return null;
}
