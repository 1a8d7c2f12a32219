/**
 * Other people's pointers over one viewport. Plain DOM, moved at the pace of the tick: React never renders for it.
 * A pointer is drawn only where its point is on the image shown; otherwise a marker says where it is.
 */
import { type Box, overlap } from '../../../shared/box';
import { t } from '../../../shared/i18n';
import type { ImageRef } from '../../../shared/images';
import type { Vec3 } from '../../../shared/vec3';
import { SHAPE_PATHS } from '../../../ui/palette';
import type { ImageViewport } from '../../../viewer';
import type { Look } from '../people';

export interface RemoteCursor {
  sid: number;
  name: string;
  look: Look;
  point: Vec3;
  image: ImageRef;
  pointing: boolean;
  laser: boolean;
  movedAt: number;
}

/** Somebody's place in the stack that a viewport shows. */
export interface ScrubberPerson {
  sid: number;
  name: string;
  look: Look;
  index: number;
}

const STILL_MS = 3000;
const MARKERS_AT_MOST = 3;
const SVG = 'http://www.w3.org/2000/svg';
const TAG_HEIGHT = 24;

function svg(tag: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function shape(look: Look, color: string): SVGElement {
  const element = svg('svg', { viewBox: '0 0 12 12', width: '10', height: '10', 'aria-hidden': 'true' });
  const fill: Record<string, string> = look.hollow ? { fill: 'none', stroke: color } : { fill: color };
  element.append(svg('path', { d: SHAPE_PATHS[look.shape], 'fill-rule': 'evenodd', ...fill }));
  return element;
}

function arrow(color: string): SVGElement {
  const element = svg('svg', {
    viewBox: '0 0 20 24',
    width: '20',
    height: '24',
    'aria-hidden': 'true',
    class: 'cursor-arrow',
  });
  const d = 'M2 1.5 L2 18 L6.4 14 L9.4 21 L12.6 19.6 L9.6 12.8 L15.6 12.6 Z';
  element.append(
    svg('path', { d, fill: color, stroke: '#000', 'stroke-width': '3.5', 'stroke-linejoin': 'round' }),
  );
  element.append(
    svg('path', { d, fill: color, stroke: '#fff', 'stroke-width': '0.8', 'stroke-linejoin': 'round' }),
  );
  return element;
}

function makeCursor(cursor: RemoteCursor): HTMLElement {
  const element = document.createElement('div');
  element.className = 'remote-cursor';
  element.dataset.cursorOf = cursor.name;
  const ring = document.createElement('span');
  ring.className = 'cursor-ring';
  ring.style.color = cursor.look.color;
  const tag = document.createElement('span');
  tag.className = 'cursor-tag';
  tag.style.background = cursor.look.color;
  const name = document.createElement('bdi');
  name.textContent = cursor.name;
  tag.append(shape(cursor.look, '#000'), name);
  element.append(ring, arrow(cursor.look.color), tag);
  return element;
}

/** Where a name may stand beside its pointer, the usual place first. */
const PLACES = [
  ['right', 'below'],
  ['left', 'below'],
  ['right', 'above'],
  ['left', 'above'],
] as const;

/** The place for a name that covers least of the marks and of other names, and lies inside. */
export function tagPlace(
  at: { x: number; y: number },
  width: number,
  size: { width: number; height: number },
  taken: readonly Box[],
): { side: 'left' | 'right'; level: 'above' | 'below'; box: Box } {
  const rated = PLACES.map(([side, level], rank) => {
    const box = {
      x: side === 'right' ? at.x + 14 : at.x - width - 6,
      y: level === 'below' ? at.y + 17 : at.y - TAG_HEIGHT - 6,
      width,
      height: TAG_HEIGHT,
    };
    const inside = overlap(box, { x: 0, y: 0, ...size });
    const covered = taken.reduce((sum, other) => sum + overlap(box, other), 0);
    return { side, level, box, cost: covered + 4 * (width * TAG_HEIGHT - inside) + rank };
  });
  return rated.reduce((best, one) => (one.cost < best.cost ? one : best));
}

const written = new WeakMap<HTMLElement, Map<string, string>>();

/** Write what differs from what was written last: ten pointers move sixty times a second. */
function changed(element: HTMLElement, name: string, value: string, write: (value: string) => void): void {
  let before = written.get(element);
  if (!before) written.set(element, (before = new Map<string, string>()));
  if (before.get(name) === value) return;
  before.set(name, value);
  write(value);
}

export class CursorLayer {
  private readonly cursors = new Map<number, HTMLElement>();
  private readonly markers = document.createElement('div');
  private readonly people = document.createElement('div');

  constructor(
    private readonly layer: HTMLElement,
    private readonly viewport: ImageViewport,
    private readonly onGo: (cursor: RemoteCursor, index: number) => void,
  ) {
    this.markers.className = 'slice-markers';
    this.people.className = 'scrubber-people';
    layer.append(this.markers, this.people);
  }

  /** Place these pointers; returns the tabs whose pointer is visible here. */
  place(cursors: RemoteCursor[]): Set<number> {
    const visible = new Set<number>();
    const size = this.viewport.dimensions();
    const taken: Box[] = cursors.length > 0 ? [...this.viewport.board.boxes()] : [];
    for (const cursor of cursors) {
      const at = this.viewport.toCanvas(cursor.point, cursor.image);
      if (at === null || at.x < 0 || at.y < 0 || at.x > size.width || at.y > size.height) continue;
      visible.add(cursor.sid);
      taken.push(this.move(cursor, at, size, taken));
    }
    for (const [sid, element] of this.cursors) {
      if (visible.has(sid)) continue;
      element.remove();
      this.cursors.delete(sid);
    }
    return visible;
  }

  /** Say where the pointers are that are nowhere on screen. */
  mark(cursors: RemoteCursor[]): void {
    const found = cursors.flatMap((cursor) => {
      const place = this.viewport.offSlice(cursor.point, cursor.image);
      return place === null ? [] : [{ cursor, ...place }];
    });
    const key = found
      .map(({ cursor, index, direction }) => `${cursor.sid} ${index} ${direction} ${cursor.pointing}`)
      .join(',');
    if (this.markers.dataset.key === key) return;
    this.markers.dataset.key = key;
    // Whoever points something out comes first.
    found.sort((a, b) => Number(b.cursor.pointing) - Number(a.cursor.pointing));
    const buttons = found
      .slice(0, MARKERS_AT_MOST)
      .map(({ cursor, index, direction }) => this.marker(cursor, index, direction));
    if (found.length > MARKERS_AT_MOST) {
      const more = document.createElement('span');
      more.className = 'slice-marker';
      more.textContent = t('+%(count)s on other slices', { count: found.length - MARKERS_AT_MOST });
      buttons.push(more);
    }
    this.markers.replaceChildren(...buttons);
  }

  /** Show at the scrubber at which images the others are. */
  scrubber(people: ScrubberPerson[]): void {
    const last = Math.max(1, this.viewport.view().count - 1);
    const key = people.map(({ sid, index, look }) => `${sid} ${index} ${look.color}`).join(',') + ` ${last}`;
    if (this.people.dataset.key === key) return;
    this.people.dataset.key = key;
    this.people.replaceChildren(
      ...people.map(({ name, look, index }) => {
        const mark = document.createElement('span');
        mark.style.top = `${(index / last) * 100}%`;
        mark.title = t('%(name)s, image %(number)s', { name, number: index + 1 });
        mark.append(shape(look, look.color));
        return mark;
      }),
    );
  }

  clear(): void {
    for (const element of this.cursors.values()) element.remove();
    this.cursors.clear();
    this.markers.remove();
    this.people.remove();
  }

  private move(
    cursor: RemoteCursor,
    at: { x: number; y: number },
    size: { width: number; height: number },
    taken: readonly Box[],
  ): Box {
    let element = this.cursors.get(cursor.sid);
    if (!element || element.dataset.cursorOf !== cursor.name) {
      element?.remove();
      element = makeCursor(cursor);
      this.cursors.set(cursor.sid, element);
      this.layer.append(element);
    }
    // Measured by letters: asking the browser would force a layout for each pointer and tick.
    const { side, level, box } = tagPlace(at, 32 + cursor.name.length * 7, size, taken);
    // Whole pixels of the screen: between them the browser would have to blend every edge anew.
    const ratio = window.devicePixelRatio || 1;
    const snapped = (value: number): number => Math.round(value * ratio) / ratio;
    changed(element, 'at', `translate(${snapped(at.x)}px, ${snapped(at.y)}px)`, (transform) => {
      element.style.transform = transform;
    });
    const look = {
      still: performance.now() - cursor.movedAt > STILL_MS,
      pointing: cursor.pointing,
      laser: cursor.laser,
      flipX: side === 'left',
      flipY: level === 'above',
    };
    for (const [name, on] of Object.entries(look)) {
      changed(element, name, String(on), (value) => (element.dataset[name] = value));
    }
    return box;
  }

  private marker(cursor: RemoteCursor, index: number, direction: number): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'slice-marker';
    button.dataset.pointing = String(cursor.pointing);
    button.style.borderColor = cursor.look.color;
    const text = document.createElement('span');
    text.textContent = cursor.pointing
      ? t('%(name)s points on slice %(slice)s', { name: cursor.name, slice: index + 1 })
      : t('%(name)s on slice %(slice)s', { name: cursor.name, slice: index + 1 });
    const way = document.createElement('span');
    way.setAttribute('aria-hidden', 'true');
    way.textContent = direction < 0 ? ' ▲' : ' ▼';
    button.setAttribute(
      'aria-label',
      t('Go to slice %(slice)s, %(name)s', { name: cursor.name, slice: index + 1 }),
    );
    button.append(shape(cursor.look, cursor.look.color), text, way);
    button.addEventListener('click', () => this.onGo(cursor, index));
    return button;
  }
}
