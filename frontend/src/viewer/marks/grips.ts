/** The lines of a mark on the screen, and where it can be taken hold of: pure functions. */
import type { MarkTool } from '../types';

export interface ScreenPoint {
  x: number;
  y: number;
}

/** A mark where it is on the screen. */
export interface Placed {
  id: string;
  tool: MarkTool;
  screen: readonly ScreenPoint[];
}

export interface Grip {
  id: string;
  /** A point of the mark, or null for the whole of it. */
  handle: number | null;
}

const HANDLE_REACH = 9;
const LINE_REACH = 6;
const ELLIPSE_STEPS = 32;

/** The lines to draw and to take hold of: one or two open ones, or a closed one that ends where it began. */
export function linesOf(tool: MarkTool, screen: readonly ScreenPoint[]): ScreenPoint[][] {
  const [a, b, c, d] = screen;
  switch (tool) {
    case 'angle':
      return [[...screen]];
    case 'cobb':
    case 'bidirectional':
      return a && b && c && d
        ? [
            [a, b],
            [c, d],
          ]
        : [[...screen]];
    case 'ellipse':
      return [ellipse(screen)];
    case 'rectangle':
    case 'freehand':
      return a ? [[...screen, a]] : [];
    default:
      return [[...screen]];
  }
}

/** An ellipse stays one under every view, so the ends of its axes are enough, even where they are seen askew. */
function ellipse([a, b, c, d]: readonly ScreenPoint[]): ScreenPoint[] {
  if (!a || !b || !c || !d) return [];
  const centre = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  return Array.from({ length: ELLIPSE_STEPS + 1 }, (_, index) => {
    const angle = (2 * Math.PI * index) / ELLIPSE_STEPS;
    const [cos, sin] = [Math.cos(angle) / 2, Math.sin(angle) / 2];
    return {
      x: centre.x + (b.x - a.x) * cos + (d.x - c.x) * sin,
      y: centre.y + (b.y - a.y) * cos + (d.y - c.y) * sin,
    };
  });
}

/** Which points of a mark have a handle: all, but of an outline only some. */
export function handlesOf(tool: MarkTool, count: number): number[] {
  const step = tool === 'freehand' ? Math.max(1, Math.ceil(count / 12)) : 1;
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

/** How far `point` is from the line between two points of the screen. */
export function distanceToLine(point: ScreenPoint, from: ScreenPoint, to: ScreenPoint): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const long = dx * dx + dy * dy;
  const along = long === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / long;
  const at = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - from.x - at * dx, point.y - from.y - at * dy);
}

function onLine(at: ScreenPoint, line: readonly ScreenPoint[], reach: number): boolean {
  return line.some(
    (point, index) => distanceToLine(at, line[Math.max(0, index - 1)] ?? point, point) <= reach,
  );
}

/** What would be taken hold of at a place of the screen: a handle before a line, the newest mark first. */
export function gripAt(at: ScreenPoint, marks: readonly Placed[], reach = 1): Grip | null {
  const newest = [...marks].reverse();
  for (const { id, tool, screen } of newest) {
    const handle = handlesOf(tool, screen.length).find((index) => {
      const point = screen[index];
      return point && Math.hypot(point.x - at.x, point.y - at.y) <= HANDLE_REACH * reach;
    });
    if (handle !== undefined) return { id, handle };
  }
  const line = newest.find(({ tool, screen }) =>
    linesOf(tool, screen).some((points) => onLine(at, points, LINE_REACH * reach)),
  );
  return line ? { id: line.id, handle: null } : null;
}
