/** Lines over a picture that are no marks: where other planes cut it, cross-hairs, laser trails, places pointed at. */
import type { ImageRef } from '../shared/images';
import type { Vec3 } from '../shared/vec3';
import type { ScreenPoint } from './marks/grips';

export interface ReferenceLine {
  key: string;
  /** Ends in LPS mm. */
  points: [Vec3, Vec3];
  label: string;
}

export interface CrosshairAt {
  key: string;
  point: Vec3;
  image: ImageRef;
  color: string;
  /** Whose it is; empty for one's own. */
  label: string;
}

/** A trail, newest point last; each point with the time it was drawn at (performance.now()). */
export interface Trail {
  key: string;
  image: ImageRef;
  color: string;
  points: { point: Vec3; at: number }[];
}

export interface GuidesHost {
  place(point: Vec3, image: ImageRef): ScreenPoint | null;
  /** A point of the patient put on the picture, whatever its distance. */
  project(point: Vec3): ScreenPoint | null;
  size(): { width: number; height: number };
}

const SVG = 'http://www.w3.org/2000/svg';
const GAP = 14;
export const TRAIL_MS = 1200;

export class Guides {
  readonly svg = document.createElementNS(SVG, 'svg');
  private lines: readonly ReferenceLine[] = [];
  private crosshairs: readonly CrosshairAt[] = [];
  private trails: readonly Trail[] = [];
  private drawn = '';

  constructor(private readonly host: GuidesHost) {
    this.svg.setAttribute('class', 'viewer-guides');
    this.svg.setAttribute('aria-hidden', 'true');
  }

  setLines(lines: readonly ReferenceLine[]): void {
    this.lines = lines;
  }

  setCrosshairs(crosshairs: readonly CrosshairAt[]): void {
    this.crosshairs = crosshairs;
  }

  setTrails(trails: readonly Trail[]): void {
    this.trails = trails;
  }

  draw(): void {
    const parts = [
      ...this.lines.map((line) => this.line(line)),
      ...this.crosshairs.map((crosshair) => this.crosshair(crosshair)),
      ...this.trails.map((trail) => this.trail(trail)),
    ].join('');
    if (parts === this.drawn) return;
    this.drawn = parts;
    this.svg.innerHTML = parts;
  }

  private line({ points, label, key }: ReferenceLine): string {
    const [from, to] = points.map((point) => this.host.project(point));
    if (!from || !to) return '';
    const at = `x1="${n(from.x)}" y1="${n(from.y)}" x2="${n(to.x)}" y2="${n(to.y)}"`;
    // Away from the edges, where the overlay's own words are.
    const name = { x: from.x + (to.x - from.x) * 0.2, y: from.y + (to.y - from.y) * 0.2 };
    return (
      `<g class="guide-reference" data-reference="${escaped(key)}"><line class="is-edge" ${at}/><line ${at}/>` +
      `<text x="${n(name.x + 4)}" y="${n(name.y - 4)}">${escaped(label)}</text></g>`
    );
  }

  private crosshair({ key, point, image, color, label }: CrosshairAt): string {
    const at = this.host.place(point, image);
    if (!at) return '';
    const { width, height } = this.host.size();
    const lines = [
      [0, at.y, at.x - GAP, at.y],
      [at.x + GAP, at.y, width, at.y],
      [at.x, 0, at.x, at.y - GAP],
      [at.x, at.y + GAP, at.x, height],
    ].map(([x1 = 0, y1 = 0, x2 = 0, y2 = 0]) => `x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}"`);
    const drawn = lines.map((line) => `<line class="is-edge" ${line}/><line ${line}/>`).join('');
    const words = label ? `<text x="${n(at.x + 6)}" y="14">${escaped(label)}</text>` : '';
    return `<g class="guide-crosshair" data-crosshair="${escaped(key)}" style="--guide:${escaped(color)}">${drawn}${words}</g>`;
  }

  private trail({ image, color, points }: Trail): string {
    const now = performance.now();
    const fresh = points.filter(({ at }) => now - at < TRAIL_MS);
    const placed = fresh.flatMap(({ point, at }) => {
      const place = this.host.place(point, image);
      return place ? [{ ...place, age: (now - at) / TRAIL_MS }] : [];
    });
    const pieces = placed.slice(1).map(({ x, y, age }, index) => {
      const from = placed[index] ?? { x, y };
      return `<line x1="${n(from.x)}" y1="${n(from.y)}" x2="${n(x)}" y2="${n(y)}" opacity="${(1 - age).toFixed(2)}"/>`;
    });
    return `<g class="guide-trail" style="--guide:${escaped(color)}">${pieces.join('')}</g>`;
  }
}

function n(value: number): string {
  return value.toFixed(1);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
