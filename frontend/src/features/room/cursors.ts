/**
 * Other people's pointers over one viewport. Plain DOM, moved at the pace of the tick: React never renders for it.
 * A pointer is drawn only where its point is on the image shown; otherwise a marker says where it is.
 */
import { t } from '../../shared/i18n';
import type { ImageRef } from '../../shared/images';
import type { Vec3 } from '../../shared/vec3';
import { SHAPE_PATHS } from '../../ui/palette';
import type { ImageViewport } from '../../viewer';
import type { Look } from './people';

export interface RemoteCursor {
  sid: number;
  name: string;
  look: Look;
  point: Vec3;
  image: ImageRef;
  pointing: boolean;
  movedAt: number;
}

const STILL_MS = 3000;
const MARKERS_AT_MOST = 3;
const SVG = 'http://www.w3.org/2000/svg';

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
  const tag = document.createElement('span');
  tag.className = 'cursor-tag';
  tag.style.background = cursor.look.color;
  const name = document.createElement('bdi');
  name.textContent = cursor.name;
  tag.append(shape(cursor.look, '#000'), name);
  element.append(arrow(cursor.look.color), tag);
  return element;
}

export class CursorLayer {
  private readonly cursors = new Map<number, HTMLElement>();
  private readonly markers = document.createElement('div');

  constructor(
    private readonly layer: HTMLElement,
    private readonly viewport: ImageViewport,
    private readonly onGo: (cursor: RemoteCursor, index: number) => void,
  ) {
    this.markers.className = 'slice-markers';
    layer.append(this.markers);
  }

  /** Place these pointers; returns the tabs whose pointer is visible here. */
  place(cursors: RemoteCursor[]): Set<number> {
    const visible = new Set<number>();
    for (const cursor of cursors) {
      const at = this.viewport.toCanvas(cursor.point, cursor.image);
      if (
        at === null ||
        at.x < 0 ||
        at.y < 0 ||
        at.x > this.layer.clientWidth ||
        at.y > this.layer.clientHeight
      )
        continue;
      visible.add(cursor.sid);
      this.move(cursor, at);
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
    const key = found.map(({ cursor, index, direction }) => `${cursor.sid} ${index} ${direction}`).join(',');
    if (this.markers.dataset.key === key) return;
    this.markers.dataset.key = key;
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

  clear(): void {
    for (const element of this.cursors.values()) element.remove();
    this.cursors.clear();
    this.markers.replaceChildren();
    delete this.markers.dataset.key;
  }

  private move(cursor: RemoteCursor, at: { x: number; y: number }): void {
    let element = this.cursors.get(cursor.sid);
    if (!element || element.dataset.cursorOf !== cursor.name) {
      element?.remove();
      element = makeCursor(cursor);
      this.cursors.set(cursor.sid, element);
      this.layer.append(element);
    }
    element.style.transform = `translate(${at.x}px, ${at.y}px)`;
    element.dataset.still = String(performance.now() - cursor.movedAt > STILL_MS);
    element.dataset.pointing = String(cursor.pointing);
    element.dataset.flipX = String(at.x > this.layer.clientWidth - 160);
    element.dataset.flipY = String(at.y > this.layer.clientHeight - 60);
  }

  private marker(cursor: RemoteCursor, index: number, direction: number): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'slice-marker';
    button.style.borderColor = cursor.look.color;
    const text = document.createElement('span');
    text.textContent = t('%(name)s on slice %(slice)s', { name: cursor.name, slice: index + 1 });
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
