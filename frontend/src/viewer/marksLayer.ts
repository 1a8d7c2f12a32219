/**
 * Marks as SVG over the picture.
 *
 * Cornerstone's own annotation tools are left out on purpose: they answer every remote mark with events that look
 * like a user's, keep a second state of their own, and are styled per tool and not per mark (author's colour,
 * dashes for unsaved, numbers). What is needed here is two points, a line and a label, placed by the same affine as
 * the picture. That is little code, equal with and without WebGL, and it saves half a megabyte.
 */
import type { ScreenPoint } from './marks';

export interface DrawnMark {
  id: string;
  tool: 'length' | 'arrow';
  screen: ScreenPoint[];
  label: string;
  number: number | null;
  unsaved: boolean;
  selected: boolean;
  color: string | undefined;
}

const SVG = 'http://www.w3.org/2000/svg';
const TICK = 8;
const HEAD = 12;
const LABEL_HEIGHT = 20;
const BADGE = 22;

export class MarksLayer {
  readonly svg = make('svg', { class: 'viewer-marks', 'aria-hidden': 'true' });
  private readonly groups = new Map<string, { key: string; group: MarkGroup }>();

  /** Show exactly these marks at these places. Nodes are kept while a mark's content is the same. */
  draw(marks: readonly DrawnMark[], size: { width: number; height: number }): void {
    const seen = new Set(marks.map(({ id }) => id));
    for (const [id, { group }] of this.groups) {
      if (seen.has(id)) continue;
      group.root.remove();
      this.groups.delete(id);
    }
    for (const mark of marks) {
      const { id, tool, label, number, unsaved, selected, color } = mark;
      const key = JSON.stringify([tool, label, number, unsaved, selected, color]);
      let entry = this.groups.get(id);
      if (entry?.key !== key) {
        const group = new MarkGroup(mark);
        if (entry) entry.group.root.replaceWith(group.root);
        else this.svg.append(group.root);
        entry = { key, group };
        this.groups.set(id, entry);
      }
      entry.group.place(mark.screen, size);
    }
  }
}

class MarkGroup {
  readonly root: SVGElement;
  private readonly lines: SVGElement[];
  private readonly handles: SVGElement[] = [];
  private readonly label: SVGElement | null;
  private readonly labelWidth: number;

  constructor(private readonly mark: DrawnMark) {
    this.root = make('g', {
      class: `viewer-mark${mark.selected ? ' is-selected' : ''}${mark.unsaved ? ' is-unsaved' : ''}`,
      'data-mark': mark.id,
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
      this.handles = [0, 1].map(() => make('circle', { class: 'viewer-mark-handle', r: '5' }));
      this.root.append(...this.handles);
    }
    const text = `${mark.number === null ? '' : `${mark.number} `}${mark.label}`;
    // Measured by letters: asking the browser would force a layout for each mark and frame.
    this.labelWidth = 12 + mark.label.length * 7 + (mark.number === null ? 0 : BADGE);
    this.label = text.trim() ? labelGroup(mark, this.labelWidth) : null;
    if (this.label) this.root.append(this.label);
  }

  place(screen: readonly ScreenPoint[], size: { width: number; height: number }): void {
    const [from, to = from] = screen;
    if (!from || !to) return;
    const body = `M${pair(to.x, to.y)}L${pair(from.x, from.y)}`;
    const ends = this.mark.tool === 'length' ? ticks(from, to) : head(from, to);
    this.lines.forEach((line, index) => line.setAttribute('d', index % 2 === 0 ? body : ends));
    this.handles.forEach((handle, index) => {
      const point = index === 0 ? from : to;
      handle.setAttribute('cx', point.x.toFixed(2));
      handle.setAttribute('cy', point.y.toFixed(2));
    });
    this.label?.setAttribute('transform', labelPlace(this.mark.tool, from, to, this.labelWidth, size));
  }
}

function labelGroup(mark: DrawnMark, width: number): SVGElement {
  const group = make('g', { class: 'viewer-mark-label' });
  const back = make('rect', { width: String(width), height: String(LABEL_HEIGHT), rx: '4' });
  const text = make('text', { y: '14.5' });
  group.append(back);
  if (mark.number !== null) {
    const middle = 4 + 8;
    group.append(make('circle', { cx: String(middle), cy: '10', r: '8' }));
    const number = make('tspan', { class: 'viewer-mark-number', x: String(middle) });
    number.textContent = String(mark.number);
    // The space is for whoever reads the text: `1 81.6 mm`.
    text.append(number, ' ');
  }
  const words = make('tspan', { x: String(mark.number === null ? 6 : BADGE + 2) });
  words.textContent = mark.label;
  text.append(words);
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

/** Above the higher end of a length, beyond the tail of an arrow, and always inside the viewport. */
function labelPlace(
  tool: DrawnMark['tool'],
  from: ScreenPoint,
  to: ScreenPoint,
  width: number,
  size: { width: number; height: number },
): string {
  const anchor = tool === 'arrow' ? to : from.y <= to.y ? from : to;
  const below = tool === 'arrow' && to.y > from.y;
  const x = Math.max(2, Math.min(size.width - width - 2, anchor.x - width / 2));
  const wish = below ? anchor.y + 6 : anchor.y - LABEL_HEIGHT - 10;
  const y = Math.max(2, Math.min(size.height - LABEL_HEIGHT - 2, wish));
  return `translate(${pair(x, y)})`;
}

function pair(x: number, y: number): string {
  return `${x.toFixed(2)} ${y.toFixed(2)}`;
}

function make(name: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
