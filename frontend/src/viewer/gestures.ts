/** Mouse, pen and fingers on an image, turned into what they mean. */
import { clamp } from '../shared/math';
import type { Size } from './camera';
import type { ScreenPoint } from './marks/grips';
import type { Tool } from './types';

export interface GestureHost {
  tool(): Tool;
  /** Whether the tool draws marks. */
  draws(): boolean;
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
  /** A place is pointed out to all: a long press. */
  ping(at: ScreenPoint): void;
  doubleTap(at: ScreenPoint): void;
  /** Show what lies at a place larger, beside the finger where `aside`; null = no more. */
  magnify(at: ScreenPoint | null, aside: boolean): void;
  laser(on: boolean): void;
  crosshair(at: ScreenPoint): void;
}

type Drag = (at: ScreenPoint, dx: number, dy: number) => void;

const WHEEL_STEP = 40;
const LONG_PRESS_MS = 400;
const DOUBLE_TAP_MS = 300;
/** A finger that moves less than this stays where it is. */
const STILL = 8;
/** A finger hides what it draws on: the point lies above it. */
const ABOVE_FINGER = 40;

export class Gestures {
  private readonly points = new Map<number, ScreenPoint>();
  private drag: Drag | null = null;
  private marking = false;
  private wheelRest = 0;
  private pressed: { at: ScreenPoint; timer: ReturnType<typeof setTimeout> } | null = null;
  private tapped = { at: { x: 0, y: 0 }, time: -Infinity };
  private ending: (() => void) | null = null;
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
    this.released();
  }

  private at(event: PointerEvent): ScreenPoint {
    const box = this.element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** Where a mark is drawn: with a finger above it, so that it is seen. */
  private drawnAt(event: PointerEvent, at: ScreenPoint): ScreenPoint {
    return event.pointerType === 'touch' && this.host.draws() ? { x: at.x, y: at.y - ABOVE_FINGER } : at;
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

  /** A finger that rests points out where it is. */
  private press(event: PointerEvent, at: ScreenPoint): void {
    if (event.pointerType !== 'touch') return;
    const timer = setTimeout(() => {
      this.pressed = null;
      this.host.cancel();
      this.marking = false;
      this.drag = null;
      this.host.magnify(null, false);
      this.host.ping(at);
    }, LONG_PRESS_MS);
    this.pressed = { at, timer };
  }

  private released(): void {
    if (this.pressed) clearTimeout(this.pressed.timer);
    this.pressed = null;
    this.ending?.();
    this.ending = null;
  }

  private isDoubleTap(event: PointerEvent, at: ScreenPoint): boolean {
    if (event.pointerType !== 'touch' || this.host.draws()) return false;
    const { tapped } = this;
    const again =
      event.timeStamp - tapped.time < DOUBLE_TAP_MS &&
      Math.hypot(at.x - tapped.at.x, at.y - tapped.at.y) < 4 * STILL;
    this.tapped = { at, time: again ? -Infinity : event.timeStamp };
    return again;
  }

  private begin(event: PointerEvent, at: ScreenPoint): void {
    const { host } = this;
    if (this.isDoubleTap(event, at)) {
      host.doubleTap(at);
      return;
    }
    this.press(event, at);
    if (event.button === 1) this.drag = (_, dx, dy) => host.panBy(dx, dy);
    else if (event.button === 2) this.drag = this.zoomDrag(at);
    else if (host.down(this.drawnAt(event, at), event.pointerType === 'touch' ? 2.2 : 1)) this.marking = true;
    else this.drag = this.toolDrag(event, at);
  }

  private toolDrag(event: PointerEvent, start: ScreenPoint): Drag | null {
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
      case 'Magnifier': {
        const aside = event.pointerType === 'touch';
        host.magnify(start, aside);
        this.ending = () => host.magnify(null, false);
        return (at) => host.magnify(at, aside);
      }
      case 'Laser':
        host.laser(true);
        this.ending = () => host.laser(false);
        return () => undefined;
      case 'Cross-hair':
        host.crosshair(start);
        return (at) => host.crosshair(at);
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
    this.released();
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
    const { pressed } = this;
    if (pressed && Math.hypot(at.x - pressed.at.x, at.y - pressed.at.y) > STILL) {
      clearTimeout(pressed.timer);
      this.pressed = null;
    }
    const drawn = this.drawnAt(event, at);
    // Also without a button: the second end of a mark that was begun with a click follows the mouse.
    if (this.marking || !before) this.host.move(drawn);
    else this.drag?.(at, at.x - before.x, at.y - before.y);
    if (this.marking && event.pointerType === 'touch') this.host.magnify(drawn, true);
    this.host.hover(drawn);
  }

  private up(event: PointerEvent): void {
    const at = this.at(event);
    this.points.delete(event.pointerId);
    if (this.points.size > 0) return;
    this.released();
    if (this.marking) this.host.up(this.drawnAt(event, at));
    this.marking = false;
    this.drag = null;
    if (event.pointerType !== 'touch') return;
    this.host.magnify(null, false);
    this.host.hover(null);
  }

  private lost(event: PointerEvent): void {
    this.points.delete(event.pointerId);
    this.released();
    if (this.marking) this.host.cancel();
    this.marking = false;
    this.drag = null;
    this.host.magnify(null, false);
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
