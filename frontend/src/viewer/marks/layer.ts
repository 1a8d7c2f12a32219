/**
 * Marks as SVG over the picture.
 *
 * Cornerstone's own annotation tools are left out on purpose: they answer every remote mark with events that look
 * like a user's, keep a second state of their own, and are styled per tool and not per mark (author's colour,
 * dashes for unsaved, numbers). What is needed here is lines and a label, placed by the same affine as the picture.
 * That is little code, equal with and without WebGL, and it saves half a megabyte.
 */
import { type Box, boxAround, overlap } from '../../shared/box';
import type { MarkTool } from '../types';
import { handlesOf, linesOf, type ScreenPoint } from './grips';

export interface DrawnMark {
  id: string;
  tool: MarkTool;
  screen: ScreenPoint[];
  lines: string[];
  number: number | null;
  unsaved: boolean;
  selected: boolean;
  color: string | undefined;
}

const SVG = 'http://www.w3.org/2000/svg';
const TICK = 8;
const HEAD = 12;
const LINE_HEIGHT = 16;
const PADDING = 4;
const BADGE = 22;
const KEPT = 3000;
/** Among more labels than this there is no free place to be found, and looking for it would cost the pace. */
const CROWD = 60;

interface Size {
  width: number;
  height: number;
}

export class MarksLayer {
  readonly svg = make('svg', { class: 'viewer-marks', 'aria-hidden': 'true' });
  private readonly groups = new Map<string, { key: string; group: MarkGroup }>();

  /** Show exactly these marks at these places. Nodes are kept while a mark's content is the same. */
  draw(marks: readonly DrawnMark[], size: Size): void {
    const seen = new Set(marks.map(({ id }) => id));
    for (const [id, { group }] of this.groups) {
      if (seen.has(id)) continue;
      // Kept for when its image is shown again: scrolling to and fro would make the same nodes over and over.
      group.root.remove();
      if (this.groups.size > KEPT) this.groups.delete(id);
    }
    const taken: Box[] = [];
    for (const mark of marks) {
      const { id, tool, lines, number, unsaved, selected, color } = mark;
      const handles = selected ? mark.screen.length : 0;
      const key = JSON.stringify([tool, lines, number, unsaved, selected, color, handles]);
      let entry = this.groups.get(id);
      if (entry?.key !== key) {
        const group = new MarkGroup(mark);
        entry?.group.root.replaceWith(group.root);
        entry = { key, group };
        this.groups.set(id, entry);
      }
      if (!entry.group.root.parentNode) this.svg.append(entry.group.root);
      const box = entry.group.place(mark.screen, size, taken);
      if (box && taken.length < CROWD) taken.push(box);
    }
  }
}

class MarkGroup {
  readonly root: SVGElement;
  private readonly lines: SVGElement[];
  private readonly handles: { element: SVGElement; index: number }[] = [];
  private readonly label: SVGElement | null;
  private readonly labelSize: Size;

  constructor(private readonly mark: DrawnMark) {
    this.root = make('g', {
      class: `viewer-mark${mark.selected ? ' is-selected' : ''}${mark.unsaved ? ' is-unsaved' : ''}`,
      'data-mark': mark.id,
      'data-mark-tool': mark.tool,
    });
    if (mark.color) this.root.style.setProperty('--mark-color', mark.color);
    // Black beneath, colour above: the line is seen on bone and on air.
    // The ends are paths of their own, since dashes would break them into crumbs.
    const paths = (name: string): SVGElement[] => [
      make('path', { class: name }),
      make('path', { class: `${name} is-end` }),
    ];
    this.lines = [...paths('viewer-mark-edge'), ...paths('viewer-mark-line')];
    this.root.append(...this.lines);
    if (mark.selected) {
      this.handles = handlesOf(mark.tool, mark.screen.length).map((index) => ({
        index,
        element: make('circle', { class: 'viewer-mark-handle', r: '5' }),
      }));
      this.root.append(...this.handles.map(({ element }) => element));
    }
    this.labelSize = labelSize(mark);
    this.label = mark.number !== null || mark.lines.length > 0 ? labelGroup(mark, this.labelSize) : null;
    if (this.label) this.root.append(this.label);
  }

  /** Put it there; answers the box of its label, which the next ones keep off. */
  place(screen: readonly ScreenPoint[], size: Size, taken: readonly Box[]): Box | null {
    const { tool } = this.mark;
    const body = linesOf(tool, screen).map(path).join('');
    const ends = endsOf(tool, screen);
    this.lines.forEach((line, index) => line.setAttribute('d', index % 2 === 0 ? body : ends));
    for (const { element, index } of this.handles) {
      const point = screen[index];
      if (!point) continue;
      element.setAttribute('cx', point.x.toFixed(2));
      element.setAttribute('cy', point.y.toFixed(2));
    }
    if (!this.label || screen.length === 0) return null;
    const box = labelBox(tool, screen, this.labelSize, size, taken);
    this.label.setAttribute('transform', `translate(${pair(box.x, box.y)})`);
    return box;
  }
}

function path(line: readonly ScreenPoint[]): string {
  return line.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${pair(x, y)}`).join('');
}

/** What stands at the ends of a mark: ticks, an arrow's head, the cross of a point. */
function endsOf(tool: MarkTool, screen: readonly ScreenPoint[]): string {
  const [a, b, c, d] = screen;
  if (!a) return '';
  switch (tool) {
    case 'length':
    case 'calibration':
      return b ? ticks(a, b) : '';
    case 'bidirectional':
      return b && c && d ? ticks(a, b) + ticks(c, d) : '';
    case 'arrow':
      return b ? head(a, b) : '';
    case 'cobb':
      return b && c && d
        ? `M${pair((a.x + b.x) / 2, (a.y + b.y) / 2)}L${pair((c.x + d.x) / 2, (c.y + d.y) / 2)}`
        : '';
    case 'probe':
      return `M${pair(a.x - TICK, a.y)}L${pair(a.x + TICK, a.y)}M${pair(a.x, a.y - TICK)}L${pair(a.x, a.y + TICK)}`;
    case 'comment':
      return `M${pair(a.x, a.y)}L${pair(a.x + 5, a.y - 7)}L${pair(a.x + 14, a.y - 7)}L${pair(a.x + 14, a.y - 18)}L${pair(a.x - 4, a.y - 18)}L${pair(a.x - 4, a.y - 7)}Z`;
    default:
      return '';
  }
}

function labelSize({ lines, number }: DrawnMark): Size {
  // Measured by letters: asking the browser would force a layout for each mark and frame.
  const longest = Math.max(0, ...lines.map((line) => line.length));
  return {
    width: (longest > 0 ? 12 + longest * 7 : 2) + (number === null ? 0 : BADGE),
    height: Math.max(1, lines.length) * LINE_HEIGHT + PADDING,
  };
}

function labelGroup(mark: DrawnMark, { width, height }: Size): SVGElement {
  const group = make('g', { class: 'viewer-mark-label' });
  group.append(make('rect', { width: String(width), height: String(height), rx: '4' }));
  const text = make('text', { y: '14.5' });
  if (mark.number !== null) {
    const middle = 4 + 8;
    group.append(make('circle', { cx: String(middle), cy: '10', r: '8' }));
    const number = make('tspan', { class: 'viewer-mark-number', x: String(middle) });
    number.textContent = String(mark.number);
    // The space is for whoever reads the text: `1 81.6 mm`.
    text.append(number, ' ');
  }
  const x = String(mark.number === null ? 6 : BADGE + 2);
  mark.lines.forEach((line, index) => {
    const words = make('tspan', { x, ...(index > 0 && { dy: String(LINE_HEIGHT) }) });
    words.textContent = line;
    text.append(words, ...(index < mark.lines.length - 1 ? [' '] : []));
  });
  group.append(text);
  return group;
}

/** A tick across each end. */
function ticks(from: ScreenPoint, to: ScreenPoint): string {
  const long = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [x, y] = [((from.y - to.y) / long) * TICK, ((to.x - from.x) / long) * TICK];
  const tick = (p: ScreenPoint): string => `M${pair(p.x - x, p.y - y)}L${pair(p.x + x, p.y + y)}`;
  return `${tick(from)}${tick(to)}`;
}

function head(tip: ScreenPoint, tail: ScreenPoint): string {
  const angle = Math.atan2(tail.y - tip.y, tail.x - tip.x);
  const barb = (turn: number): string =>
    pair(tip.x + HEAD * Math.cos(angle + turn), tip.y + HEAD * Math.sin(angle + turn));
  return `M${barb(0.5)}L${pair(tip.x, tip.y)}L${barb(-0.5)}`;
}

/** Beside the mark and never on it: above a line, beyond the tail of an arrow, below a region. */
function usualPlace(tool: MarkTool, screen: readonly ScreenPoint[], label: Size): ScreenPoint {
  const [first = { x: 0, y: 0 }, second = first] = screen;
  const box = boxAround(screen);
  const middle = box.x + box.width / 2 - label.width / 2;
  if (tool === 'ellipse' || tool === 'rectangle' || tool === 'freehand') {
    return { x: middle, y: box.y + box.height + 8 };
  }
  const highest = screen.find(({ y }) => y === box.y) ?? first;
  const anchor = tool === 'arrow' ? second : highest;
  const below = tool === 'arrow' && second.y > first.y;
  const above = anchor.y - label.height - (tool === 'comment' ? 22 : 10);
  return { x: anchor.x - label.width / 2, y: below ? anchor.y + 8 : above };
}

/** The usual place, or the one beside the mark that covers least of other labels. */
function labelBox(
  tool: MarkTool,
  screen: readonly ScreenPoint[],
  label: Size,
  size: Size,
  taken: readonly Box[],
): Box {
  const { x, y, width, height } = boxAround(screen);
  const middle = y + height / 2 - label.height / 2;
  const places = [
    usualPlace(tool, screen, label),
    { x: x + width + 10, y: middle },
    { x: x - label.width - 10, y: middle },
    { x: x + width / 2 - label.width / 2, y: y - label.height - 10 },
    { x: x + width / 2 - label.width / 2, y: y + height + 8 },
  ];
  const inside = places.map((place): Box => ({
    x: Math.max(2, Math.min(size.width - label.width - 2, place.x)),
    y: Math.max(2, Math.min(size.height - label.height - 2, place.y)),
    ...label,
  }));
  const [usual] = inside;
  const covered = (box: Box): number => taken.reduce((sum, other) => sum + overlap(box, other), 0);
  if (!usual || taken.length === 0 || covered(usual) === 0) return usual ?? { x: 0, y: 0, ...label };
  return inside.reduce((best, box) => (covered(box) < covered(best) ? box : best));
}

function pair(x: number, y: number): string {
  return `${x.toFixed(2)} ${y.toFixed(2)}`;
}

function make(name: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
