/**
 * How each kind of mark is drawn and changed, in millimetres of the image's plane: pure functions.
 *
 * A mark is set by a few clicks; `draw` makes its points from them. Points that depend on one another (the ends of an
 * ellipse's axes, a short axis at right angles to the long one) stay so when one of them is dragged.
 */
import {
  add2,
  distance2,
  dot2,
  length2,
  middle2,
  quarter,
  scale2,
  sub2,
  unit2,
  type Vec2,
} from '../../shared/vec2';
import type { MarkTool } from '../types';

export interface Shape {
  /** How many places the reader sets; an outline is drawn with the button held. */
  clicks: number | 'outline';
  /** The points made from the places set so far and the one under the pointer, with the screen's right and down. */
  draw(clicks: readonly Vec2[], axes: Axes): Vec2[];
  /** All points when point `handle` is dragged to `to`. */
  drag(points: readonly Vec2[], handle: number, to: Vec2): Vec2[];
}

/** Unit directions of the screen's right and down in the plane: boxes are drawn upright as they are seen. */
export interface Axes {
  right: Vec2;
  down: Vec2;
}

export const MAX_OUTLINE = 255;

/** Set the places left by repeating the last, so that a mark has all its points from the first moment. */
function padded(count: number) {
  return (clicks: readonly Vec2[]): Vec2[] => {
    const last: Vec2 = clicks.at(-1) ?? [0, 0];
    return Array.from({ length: count }, (_, index) => clicks[index] ?? last);
  };
}

function moved(points: readonly Vec2[], handle: number, to: Vec2): Vec2[] {
  return points.map((point, index) => (index === handle ? to : point));
}

const free = (count: number): Shape => ({ clicks: count, draw: padded(count), drag: moved });

const ellipse: Shape = {
  clicks: 2,
  draw([from = [0, 0], to = from], { right, down }) {
    const centre = middle2(from, to);
    const across = scale2(right, dot2(sub2(to, from), right) / 2);
    const along = scale2(down, dot2(sub2(to, from), down) / 2);
    return [sub2(centre, across), add2(centre, across), sub2(centre, along), add2(centre, along)];
  },
  /** The other end of the axis stays; the other axis keeps its length, and both their middle and right angle. */
  drag(points, handle, to) {
    const axis = handle < 2 ? 0 : 2;
    const fixed = points[axis === handle ? handle + 1 : axis] ?? to;
    const [one = to, two = to] = axis === 0 ? points.slice(2) : points;
    const centre = middle2(fixed, to);
    const half = scale2(quarter(unit2(sub2(to, fixed))), distance2(one, two) / 2);
    // The ends do not change sides.
    const side = dot2(half, sub2(two, one)) < 0 ? -1 : 1;
    const others = [sub2(centre, scale2(half, side)), add2(centre, scale2(half, side))];
    const pair = axis === handle ? [to, fixed] : [fixed, to];
    return axis === 0 ? [...pair, ...others] : [...others, ...pair];
  },
};

const rectangle: Shape = {
  clicks: 2,
  draw([from = [0, 0], to = from], { right, down }) {
    const across = scale2(right, dot2(sub2(to, from), right));
    const along = scale2(down, dot2(sub2(to, from), down));
    return [from, add2(from, across), to, add2(from, along)];
  },
  /** The opposite corner stays, and the sides keep their directions. */
  drag(points, handle, to) {
    const at = (index: number): Vec2 => points[(index + 4) % 4] ?? to;
    const fixed = at(handle + 2);
    const along = (corner: Vec2): Vec2 => {
      const side = sub2(corner, fixed);
      const direction = length2(side) > 1e-9 ? unit2(side) : quarter(unit2(sub2(to, fixed)));
      return add2(fixed, scale2(direction, dot2(sub2(to, fixed), direction)));
    };
    const made: Vec2[] = [];
    made[handle] = to;
    made[(handle + 2) % 4] = fixed;
    made[(handle + 1) % 4] = along(at(handle + 1));
    made[(handle + 3) % 4] = along(at(handle + 3));
    return made;
  },
};

/** Where a short axis crosses the long one, as a part of it, and how far it reaches to both sides. */
function crossing([a, b, c, d]: readonly Vec2[]): { part: number; reach: [number, number] } {
  if (!a || !b || !c || !d) return { part: 0.5, reach: [0, 0] };
  const along = sub2(b, a);
  const long = dot2(along, along) || 1;
  const across = quarter(unit2(along));
  return {
    part: dot2(sub2(c, a), along) / long,
    reach: [dot2(sub2(c, a), across), dot2(sub2(d, a), across)],
  };
}

function crossed(a: Vec2, b: Vec2, part: number, reach: [number, number]): Vec2[] {
  const foot = add2(a, scale2(sub2(b, a), Math.min(1, Math.max(0, part))));
  const across = quarter(unit2(sub2(b, a)));
  return [a, b, add2(foot, scale2(across, reach[0])), add2(foot, scale2(across, reach[1]))];
}

/** RECIST: the longest axis, then the longest at right angles to it. */
const bidirectional: Shape = {
  clicks: 3,
  draw([a = [0, 0], b = a, c]) {
    const across = quarter(unit2(sub2(b, a)));
    if (!c) return crossed(a, b, 0.5, [distance2(a, b) / 4, -distance2(a, b) / 4]);
    const half = Math.abs(dot2(sub2(c, a), across));
    const along = sub2(b, a);
    return crossed(a, b, dot2(sub2(c, a), along) / (dot2(along, along) || 1), [half, -half]);
  },
  drag(points, handle, to) {
    const { part, reach } = crossing(points);
    const [a = to, b = to] = points;
    if (handle === 0) return crossed(to, b, part, reach);
    if (handle === 1) return crossed(a, to, part, reach);
    const along = sub2(b, a);
    const across = dot2(sub2(to, a), quarter(unit2(along)));
    const newReach: [number, number] = handle === 2 ? [across, reach[1]] : [reach[0], across];
    return crossed(a, b, dot2(sub2(to, a), along) / (dot2(along, along) || 1), newReach);
  },
};

/** A closed outline. Dragging a point bends its neighbours along. */
const freehand: Shape = {
  clicks: 'outline',
  draw: (clicks) => thinned(clicks, MAX_OUTLINE),
  drag(points, handle, to) {
    const from = points[handle];
    if (!from) return [...points];
    const shift = sub2(to, from);
    const reach = Math.max(1, points.length / 12);
    return points.map((point, index) => {
      const away = Math.abs(index - handle);
      const around = Math.min(away, points.length - away);
      return add2(point, scale2(shift, Math.exp(-((around / reach) ** 2))));
    });
  },
};

/** At most `most` points of a line, spread evenly; the first and the last stay. */
export function thinned(points: readonly Vec2[], most: number): Vec2[] {
  if (points.length <= most) return [...points];
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => points[Math.round(index * step)] ?? [0, 0]);
}

export const SHAPES: Record<MarkTool, Shape> = {
  length: free(2),
  arrow: free(2),
  calibration: free(2),
  angle: free(3),
  cobb: free(4),
  probe: free(1),
  comment: free(1),
  bidirectional,
  ellipse,
  rectangle,
  freehand,
};

/** Whether the points say something: a click without a drag is no length. */
export function hasExtent(tool: MarkTool, points: readonly Vec2[]): boolean {
  const [first] = points;
  if (!first || tool === 'probe' || tool === 'comment') return first !== undefined;
  if (tool === 'freehand')
    return points.length >= 3 && points.some((point) => distance2(point, first) > 1e-6);
  if (tool === 'ellipse') {
    const [a = first, b = first, c = first, d = first] = points;
    return distance2(a, b) > 1e-6 && distance2(c, d) > 1e-6;
  }
  return points.some((point) => distance2(point, first) > 1e-6);
}
