/** The hands of a viewport: what gestures do to it, and a pointer that is moved by keys. */
import { unit2 } from '../shared/vec2';
import { length, sub, type Vec3 } from '../shared/vec3';
import type { Affine } from './camera';
import type { GestureHost } from './gestures';
import { toPatient, toPixel } from './geometry';
import type { ImageViewport } from './ImageViewport';
import type { ScreenPoint } from './marks/grips';
import type { Axes } from './marks/shapes';
import { type ImageRef, type Mark, MARK_OF } from './types';

/** The screen's right and down as directions in the plane of the image, in its units. */
export function screenAxes([a, b, c, d]: Affine, [rowSpacing, columnSpacing]: [number, number]): Axes {
  const det = a * d - b * c || 1;
  const inPlane = (x: number, y: number) =>
    unit2([((d * x - c * y) / det) * columnSpacing, ((a * y - b * x) / det) * rowSpacing]);
  return { right: inPlane(1, 0), down: inPlane(0, 1) };
}

export function gestureHost(viewport: ImageViewport): GestureHost {
  const { editor } = viewport.board;
  return {
    tool: () => viewport.tool,
    draws: () => MARK_OF[viewport.tool] !== undefined,
    size: () => viewport.dimensions(),
    count: () => viewport.view().count,
    down: (at, reach) => editor.down(at, viewport.tool, reach),
    move: (at) => editor.move(at),
    up: (at) => editor.up(at),
    cancel: () => viewport.board.cancel(),
    hover: (at) => {
      viewport.root.classList.toggle('is-over-mark', at !== null && editor.over(at));
      viewport.hover(at);
    },
    scrollBy: (images) => viewport.scrollBy(images),
    startWindow: () => windowDrag(viewport) ?? (() => undefined),
    panBy: (dx, dy) => viewport.panBy(dx, dy),
    zoomAt: (factor, at) => viewport.zoomBy(factor, at),
    ping: (at) => {
      const place = viewport.toWorld(at.x, at.y);
      if (place) viewport.emit('ping', place);
    },
    doubleTap: (at) => {
      if (viewport.view().zoom > 1.01) viewport.fit();
      else viewport.zoomBy(2, at);
    },
    magnify: (at, aside) => {
      if (at) viewport.magnifier.show(at, viewport.painting(), aside);
      else viewport.magnifier.hide();
    },
    laser: (on) => viewport.emit('laser', on),
    crosshair: (at) => {
      const place = viewport.pointAt(at.x, at.y, true);
      if (place) viewport.emit('crosshair', place);
    },
  };
}

/** How a drag changes the window, or null where there is none. */
function windowDrag(viewport: ImageViewport): ((dx: number, dy: number) => void) | null {
  const frame = viewport.painting()?.frame;
  const whole = !(frame?.pixels instanceof Float32Array);
  const change = frame && viewport.lens.windowDrag({ min: frame.min, max: frame.max, whole });
  if (!change) return null;
  return (dx, dy) => {
    const { lower, upper } = change(dx, dy);
    viewport.setWindow(lower, upper);
  };
}

/** Where a mark of another image lies on the shown one, straight along its normal; null where it does not fit. */
export function carried(viewport: ImageViewport, mark: Mark): { image: ImageRef; points: Vec3[] } | null {
  const { image } = viewport.view();
  const plane = viewport.plane();
  if (!image) return null;
  if (!plane) {
    return viewport.context(mark.image)?.image.imagePosition ? null : { image, points: mark.points };
  }
  const points = mark.points.map((point) => toPatient(plane, toPixel(plane, point)));
  // Seen from another side a length would be another one.
  const moved = points.map((point, index) => sub(point, mark.points[index] ?? point));
  const [first] = moved;
  const straight = first && moved.every((way) => length(sub(way, first)) < 0.01);
  return straight && mark.image.frameOfReferenceUid === image.frameOfReferenceUid ? { image, points } : null;
}

/** Where the arrow keys have brought the pointer while a drawing tool is chosen; a step is a pixel of the image. */
export class KeyboardPointer {
  private at: ScreenPoint | null = null;
  private readonly cross = document.createElement('div');

  constructor(private readonly viewport: ImageViewport) {
    this.cross.className = 'viewer-keyboard-pointer';
    this.cross.hidden = true;
    viewport.root.append(this.cross);
  }

  get shown(): boolean {
    return this.at !== null;
  }

  /** Move by pixels of the image. */
  move(columns: number, rows: number): void {
    const { width, height } = this.viewport.dimensions();
    const affine = this.viewport.affine();
    if (!affine) return;
    const step = Math.max(1, Math.hypot(affine[0], affine[1]));
    const from = this.at ?? { x: width / 2, y: height / 2 };
    this.at = {
      x: Math.min(width, Math.max(0, from.x + columns * step)),
      y: Math.min(height, Math.max(0, from.y + rows * step)),
    };
    this.viewport.board.editor.move(this.at);
    this.viewport.hover(this.at);
    this.viewport.requestOverlay();
  }

  /** Set a place of the mark that is drawn, as a click does. */
  press(): void {
    if (!this.at) {
      this.move(0, 0);
      return;
    }
    const { editor } = this.viewport.board;
    editor.down(this.at, this.viewport.tool, 1);
    editor.up(this.at);
  }

  hide(): void {
    if (!this.at) return;
    this.at = null;
    this.viewport.hover(null);
    this.viewport.requestOverlay();
  }

  draw(): void {
    this.cross.hidden = this.at === null;
    if (this.at) this.cross.style.transform = `translate(${this.at.x}px, ${this.at.y}px)`;
  }
}
