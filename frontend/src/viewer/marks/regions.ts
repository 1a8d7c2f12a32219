/** The values inside a region of an image: pure functions. */
import type { Vec2 } from '../../shared/vec2';
import type { Frame } from '../frames';

export interface Statistics {
  /** How many pixels have their centre inside. */
  count: number;
  mean: number;
  /** Of the pixels inside as the whole population. */
  sd: number;
  min: number;
  max: number;
}

const STEPS = 180;

/** An ellipse as a polygon, from the ends of its axes. */
export function ellipseOutline([a, b, c, d]: readonly Vec2[], steps = STEPS): Vec2[] {
  if (!a || !b || !c || !d) return [];
  const centre: Vec2 = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const one: Vec2 = [(b[0] - a[0]) / 2, (b[1] - a[1]) / 2];
  const two: Vec2 = [(d[0] - c[0]) / 2, (d[1] - c[1]) / 2];
  return Array.from({ length: steps }, (_, index) => {
    const angle = (2 * Math.PI * index) / steps;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return [centre[0] + one[0] * cos + two[0] * sin, centre[1] + one[1] * cos + two[1] * sin];
  });
}

/** Area of a polygon in the square of its unit (the shoelace formula). */
export function polygonArea(points: readonly Vec2[]): number {
  let twice = 0;
  points.forEach(([x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, y];
    twice += x * nextY - nextX * y;
  });
  return Math.abs(twice) / 2;
}

/**
 * Statistics over the pixels whose centres lie inside a polygon (even-odd rule). `points` are [column, row], the
 * centre of the first pixel being 0 0. Null for colour, and where no centre lies inside.
 */
export function statistics(frame: Frame, points: readonly Vec2[]): Statistics | null {
  if (frame.components !== 1 || points.length < 3) return null;
  const { rows, columns, pixels } = frame;
  let [count, sum, squares, min, max] = [0, 0, 0, Infinity, -Infinity];
  const ys = points.map(([, y]) => y);
  const last = Math.min(rows - 1, Math.floor(Math.max(...ys)));
  // Values are taken relative to the first, so that squares of large numbers do not swallow small differences.
  let base = Number.NaN;
  for (let row = Math.max(0, Math.ceil(Math.min(...ys))); row <= last; row += 1) {
    const cuts = crossings(points, row);
    for (let at = 0; at + 1 < cuts.length; at += 2) {
      const to = Math.min(columns - 1, Math.floor(cuts[at + 1] ?? 0));
      for (let column = Math.max(0, Math.ceil(cuts[at] ?? 0)); column <= to; column += 1) {
        const value = pixels[row * columns + column] ?? 0;
        if (count === 0) base = value;
        count += 1;
        sum += value - base;
        squares += (value - base) ** 2;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
  }
  if (count === 0) return null;
  const mean = sum / count;
  return { count, mean: base + mean, sd: Math.sqrt(Math.max(0, squares / count - mean * mean)), min, max };
}

/** Where a row cuts the polygon's edges, from left to right. */
function crossings(points: readonly Vec2[], row: number): number[] {
  const cuts: number[] = [];
  points.forEach(([x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, y];
    // Half open, so that a corner on the row counts once.
    if (y <= row === nextY <= row) return;
    cuts.push(x + ((row - y) / (nextY - y)) * (nextX - x));
  });
  return cuts.sort((a, b) => a - b);
}

/** The value at the pixel nearest to a place, or null outside and for colour. */
export function valueAt(frame: Frame, [column, row]: Vec2): number | null {
  const [x, y] = [Math.round(column), Math.round(row)];
  if (frame.components !== 1 || x < 0 || y < 0 || x >= frame.columns || y >= frame.rows) return null;
  return frame.pixels[y * frame.columns + x] ?? null;
}
