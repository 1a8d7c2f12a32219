/** How a picture is seen: camera, window and inversion, and the ways to change them. Knows no events. */
import { clamp, wrap } from '../shared/math';
import {
  type Affine,
  affineOf,
  type Camera,
  fitScale,
  MAX_ZOOM,
  MIN_ZOOM,
  type Picture,
  RESTING,
  type Size,
  zoomAt,
} from './camera';
import type { ViewState } from './types';

export interface Window {
  lower: number;
  upper: number;
}

export class Lens {
  camera: Camera = { ...RESTING, pan: [0, 0] };
  window: Window | null = null;
  invert = false;
  size: Size = { width: 0, height: 0 };

  /** As a series opens. */
  rest(window: Window | null, invert: boolean): void {
    this.camera = { ...RESTING, pan: [0, 0] };
    this.window = window;
    this.invert = invert;
  }

  /** Take over what somebody else shows; senseless values are left out. */
  take(view: Partial<ViewState>): void {
    const number = (value: number | undefined, otherwise: number): number =>
      value !== undefined && Number.isFinite(value) ? value : otherwise;
    const { camera } = this;
    this.camera = {
      zoom: clamp(number(view.zoom, camera.zoom), MIN_ZOOM, MAX_ZOOM),
      pan: [number(view.pan?.[0], camera.pan[0]), number(view.pan?.[1], camera.pan[1])],
      rotation: wrap(number(view.rotation, camera.rotation), 360),
      flipH: view.flipH ?? camera.flipH,
      flipV: view.flipV ?? camera.flipV,
    };
    this.invert = view.invert ?? this.invert;
    const lower = number(view.lower, this.window?.lower ?? NaN);
    const upper = number(view.upper, this.window?.upper ?? NaN);
    if (upper > lower) this.window = { lower, upper };
  }

  rotateBy(degrees: number): void {
    this.camera = { ...this.camera, rotation: wrap(this.camera.rotation + degrees, 360) };
  }

  /** Mirror left and right as the screen shows it, also when the picture is turned. */
  mirror(): void {
    const { camera } = this;
    const rotation = wrap(-camera.rotation, 360);
    this.camera = { ...camera, flipH: !camera.flipH, rotation, pan: [-camera.pan[0], camera.pan[1]] };
  }

  zoomBy(factor: number, at: { x: number; y: number }, picture: Picture): void {
    this.camera = zoomAt(this.camera, factor, at, picture, this.size);
  }

  /** Move the picture by CSS pixels. */
  panBy(dx: number, dy: number, picture: Picture): void {
    const perMm = this.pixelsPerUnit(picture);
    const [x, y] = this.camera.pan;
    this.camera = { ...this.camera, pan: [x + dx / perMm, y + dy / perMm] };
  }

  fit(): void {
    this.camera = { ...this.camera, zoom: 1, pan: [0, 0] };
  }

  pixelsPerUnit(picture: Picture): number {
    return fitScale(picture, this.size, this.camera.rotation) * this.camera.zoom;
  }

  affine(picture: Picture): Affine | null {
    return this.size.width > 0 ? affineOf(picture, this.size, this.camera) : null;
  }

  /** A drag of the window: right = wider, down = higher level; a pixel is worth more the wider the window is. */
  windowDrag(values: {
    min: number;
    max: number;
    whole: boolean;
  }): ((dx: number, dy: number) => Window) | null {
    const from = this.window;
    if (!from) return null;
    const { whole } = values;
    const range = Math.max(values.max - values.min, 1e-6);
    const width = from.upper - from.lower;
    const level = (from.upper + from.lower) / 2;
    const step = clamp(width / 250, range / 4096, range / 512);
    const tidy = whole ? Math.round : (value: number) => value;
    return (dx, dy) => {
      const wide = Math.max(whole ? 1 : range / 1000, tidy(width + dx * step));
      const middle = tidy(level + dy * step);
      return { lower: middle - wide / 2, upper: middle + wide / 2 };
    };
  }
}
