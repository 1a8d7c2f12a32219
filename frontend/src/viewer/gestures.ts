/** Mouse, pen and fingers on an image, turned into what they mean. */
import { clamp } from '../shared/math';
import type { Size } from './camera';
import type { ScreenPoint } from './marks';
import type { Tool } from './types';

export interface GestureHost {
  tool(): Tool;
  size(): Size;
  count(): number;
  down(at: ScreenPoint, reach: number): boolean;
  move(at: ScreenPoint): void;
  up(at: ScreenPoint): void;
  cancel(): void;
  /** Null when the pointer has left. */
  hover(at: ScreenPoint | null): void;
  scrollBy(images: number): void;
  startWindow(): (dx: number, dy: number) => void;
  panBy(dx: number, dy: number): void;
  zoomAt(factor: number, at: ScreenPoint): void;
}

type Drag = (at: ScreenPoint, dx: number, dy: number) => void;

const WHEEL_STEP = 40;

export class Gestures {
  private readonly points = new Map<number, ScreenPoint>();
  private drag: Drag | null = null;
  private marking = false;
  private wheelRest = 0;
  private readonly stop = new AbortController();

  constructor(
    private readonly element: HTMLElement,
    private readonly host: GestureHost,
  ) {
    const { signal } = this.stop;
    const listen = <K extends keyof HTMLElementEventMap>(
      name: K,
      listener: (event: HTMLElementEventMap[K]) => void,
    ) => element.addEventListener(name, listener, { signal, passive: false });
    listen('pointerdown', (event) => this.down(event));
    listen('pointermove', (event) => this.move(event));
    listen('pointerup', (event) => this.up(event));
    listen('pointercancel', (event) => this.lost(event));
    listen('pointerleave', (event) => {
      if (!this.points.has(event.pointerId)) host.hover(null);
    });
    listen('wheel', (event) => this.wheel(event));
    listen('contextmenu', (event) => event.preventDefault());
    listen('auxclick', (event) => event.preventDefault());
  }

  destroy(): void {
    this.stop.abort();
  }

  private at(event: MouseEvent): ScreenPoint {
    const box = this.element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private down(event: PointerEvent): void {
    const at = this.at(event);
    const first = this.points.size === 0;
    this.points.set(event.pointerId, at);
    try {
      this.element.setPointerCapture(event.pointerId);
    } catch {
      // The pointer is gone already, or was made by a script.
    }
    if (event.button === 1) event.preventDefault(); // no autoscroll
    if (first) this.begin(event, at);
    else if (this.points.size === 2) this.pinch();
  }

  private begin(event: PointerEvent, at: ScreenPoint): void {
    const { host } = this;
    if (event.button === 1) this.drag = (_, dx, dy) => host.panBy(dx, dy);
    else if (event.button === 2) this.drag = this.zoomDrag(at);
    else if (host.down(at, event.pointerType === 'touch' ? 2.2 : 1)) this.marking = true;
    else this.drag = this.toolDrag(at);
  }

  private toolDrag(start: ScreenPoint): Drag | null {
    const { host } = this;
    switch (host.tool()) {
      case 'Window/Level': {
        const change = host.startWindow();
        return (at) => change(at.x - start.x, at.y - start.y);
      }
      case 'Scroll':
        return this.scrollDrag(start);
      case 'Pan':
        return (_, dx, dy) => host.panBy(dx, dy);
      case 'Zoom':
        return this.zoomDrag(start);
      default:
        return null;
    }
  }

  private zoomDrag(start: ScreenPoint): Drag {
    return (_, __, dy) => this.host.zoomAt(Math.exp(-dy * 0.01), start);
  }

  private scrollDrag(start: ScreenPoint): Drag {
    const perImage = clamp((this.host.size().height * 0.8) / Math.max(1, this.host.count()), 2, 24);
    let done = 0;
    return (at) => {
      const wanted = Math.trunc((at.y - start.y) / perImage);
      if (wanted !== done) this.host.scrollBy(wanted - done);
      done = wanted;
    };
  }

  /** A second finger: what the first one began is given up, and both move and stretch the picture. */
  private pinch(): void {
    this.host.cancel();
    this.marking = false;
    let before = this.fingers();
    this.drag = () => {
      const now = this.fingers();
      if (!before || !now) return;
      this.host.panBy(now.x - before.x, now.y - before.y);
      if (before.apart > 10 && now.apart > 10) this.host.zoomAt(now.apart / before.apart, now);
      before = now;
    };
  }

  private fingers(): { x: number; y: number; apart: number } | null {
    const [a, b] = [...this.points.values()];
    if (!a || !b) return null;
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.hypot(a.x - b.x, a.y - b.y) };
  }

  private move(event: PointerEvent): void {
    const at = this.at(event);
    const before = this.points.get(event.pointerId);
    if (before) this.points.set(event.pointerId, at);
    // Also without a button: the second end of a mark that was begun with a click follows the mouse.
    if (this.marking || !before) this.host.move(at);
    else this.drag?.(at, at.x - before.x, at.y - before.y);
    this.host.hover(at);
  }

  private up(event: PointerEvent): void {
    const at = this.at(event);
    this.points.delete(event.pointerId);
    if (this.points.size > 0) return;
    if (this.marking) this.host.up(at);
    this.marking = false;
    this.drag = null;
    if (event.pointerType === 'touch') this.host.hover(null);
  }

  private lost(event: PointerEvent): void {
    this.points.delete(event.pointerId);
    if (this.marking) this.host.cancel();
    this.marking = false;
    this.drag = null;
    this.host.hover(null);
  }

  private wheel(event: WheelEvent): void {
    if (event.ctrlKey) return; // the browser's zoom
    event.preventDefault();
    // With Shift some systems turn the wheel sideways.
    const turn = event.deltaY || event.deltaX;
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? turn : turn * WHEEL_STEP;
    let steps = 0;
    if (Math.abs(pixels) >= WHEEL_STEP) {
      // A notch of a mouse is one image, however far the system says it turned.
      steps = Math.sign(pixels);
      this.wheelRest = 0;
    } else {
      this.wheelRest += pixels;
      steps = Math.trunc(this.wheelRest / WHEEL_STEP);
      this.wheelRest -= steps * WHEEL_STEP;
    }
    if (steps !== 0) this.host.scrollBy(event.shiftKey ? steps * 10 : steps);
  }
}
