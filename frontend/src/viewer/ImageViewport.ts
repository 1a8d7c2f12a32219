/** One viewport: a stack of images, how it is seen, and the marks on it. Public; see index.ts. */
import { Emitter } from '../shared/events';
import { type ImageInfo, type ImageRef, imageRef, type SeriesImages } from '../shared/images';
import { clamp, wrap } from '../shared/math';
import type { Vec3 } from '../shared/vec3';
import {
  type Affine,
  affineOf,
  apply,
  type Camera,
  fitScale,
  MAX_ZOOM,
  MIN_ZOOM,
  type Picture,
  RESTING,
  type Size,
  unapply,
  zoomAt,
} from './camera';
import { type FrameStore, frameStore } from './frameLoader';
import type { Frame } from './frames';
import { displaySpacing, StackGeometry, toPatient } from './geometry';
import { Gestures } from './gestures';
import { MarksBoard } from './marksBoard';
import { PainterSwitch } from './painterSwitch';
import { defaultWindow, presetsFor, type WindowPreset } from './presets';
import { Stack } from './stack';
import type { Draft, Mark, PointerAt, Tool, ViewportEvents, ViewState } from './types';

export interface ViewportOptions {
  id: string;
  /** Asks for the words at an arrow; null means: no arrow after all. */
  askText?: (draft: Draft) => Promise<string | null>;
  store?: FrameStore;
}

export class ImageViewport {
  readonly id: string;
  private readonly events = new Emitter<ViewportEvents>();
  private readonly root = document.createElement('div');
  private readonly painters: PainterSwitch;
  private readonly board: MarksBoard;
  private readonly gestures: Gestures;
  private readonly resizes: ResizeObserver;
  private readonly stack: Stack;
  private geometry = new StackGeometry([]);
  private camera: Camera = { ...RESTING };
  private window: { lower: number; upper: number } | null = null;
  private invert = false;
  private tool: Tool = 'Window/Level';
  private size: Size = { width: 0, height: 0 };
  private overlayFrame = 0;
  private hovered: { x: number; y: number } | null = null;

  constructor(element: HTMLDivElement, { id, askText, store = frameStore }: ViewportOptions) {
    this.id = id;
    this.root.className = 'viewer-root';
    element.append(this.root);
    this.stack = new Stack(store, {
      shown: (local) => this.shown(local),
      progress: (progress) => this.events.emit('progress', progress),
      error: (error) => {
        this.events.emit('imageError', error);
        this.repaint();
      },
    });
    this.painters = new PainterSwitch(this.root, () => this.rendered());
    this.board = new MarksBoard({
      place: (point, image) => this.toCanvas(point, image),
      image: () => this.image(),
      pointAt: (at) => this.pointInside(at.x, at.y),
      askText: askText ?? (() => Promise.resolve('')),
      changed: () => this.requestOverlay(),
      emit: (name, value) => this.events.emit(name, value),
    });
    this.root.append(this.board.svg);
    this.gestures = new Gestures(this.root, this.gestureHost());
    this.measure();
    this.resizes = new ResizeObserver(() => this.measure());
    this.resizes.observe(this.root);
  }

  on<K extends keyof ViewportEvents>(name: K, listener: (value: ViewportEvents[K]) => void): () => void {
    return this.events.on(name, listener);
  }

  destroy(): void {
    // Whoever listens must hear that a drawing is over: others still see it.
    this.board.cancel();
    this.resizes.disconnect();
    this.gestures.destroy();
    this.stack.close();
    this.painters.destroy();
    cancelAnimationFrame(this.overlayFrame);
    this.events.clear();
    this.root.remove();
  }

  // --- images -------------------------------------------------------------------------------------------------

  /** Show a series, from image `start` on. Resolves when that image is on the screen or has been refused. */
  async load(series: SeriesImages, start?: { sopUid: string; frame: number } | number): Promise<void> {
    this.board.cancel();
    this.camera = { ...RESTING, pan: [0, 0] };
    this.window = null;
    this.invert = false;
    this.geometry = new StackGeometry(series.images);
    const loading = this.stack.open(series, start);
    this.repaint();
    await loading;
  }

  /** Show nothing. */
  clear(): void {
    this.board.cancel();
    this.stack.close();
    this.geometry = new StackGeometry([]);
    this.repaint();
  }

  /** Images that are loaded, the image that is waited for, and why the shown place has no picture. */
  status(): { loaded: number; total: number; waiting: number | null; error: string | null } {
    return this.stack.status();
  }

  series(): SeriesImages | null {
    return this.stack.series;
  }

  /** What is known about the image that is shown. */
  image(): ImageInfo | null {
    return this.stack.image();
  }

  presets(): WindowPreset[] {
    const image = this.image();
    return image ? presetsFor(this.stack.series?.modality ?? '', image, this.stack.frame) : [];
  }

  // --- the view -----------------------------------------------------------------------------------------------

  view(): ViewState {
    const { series, index } = this.stack;
    const image = this.image();
    const { pan, ...camera } = this.camera;
    return {
      image: series && image ? imageRef(series, image) : null,
      index: Math.max(0, index),
      count: series?.images.length ?? 0,
      lower: this.window?.lower ?? 0,
      upper: this.window?.upper ?? 0,
      ...camera,
      pan: [...pan],
      invert: this.invert,
    };
  }

  /** Show what somebody else shows. Tells nobody but `rendered`; senseless values are left out. */
  applyView(view: Partial<ViewState>): void {
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
    const index = view.image ? this.stack.indexOf(view.image) : (view.index ?? -1);
    if (index >= 0) this.stack.show(index, false);
    this.repaint();
    this.events.emit('applied', undefined);
  }

  scrollTo(index: number): void {
    if (!this.stack.series) return;
    this.events.emit('interaction', undefined);
    this.stack.show(index, true);
  }

  /** `images` onward from where the last scroll was to, so that fast turns of the wheel add up. */
  scrollBy(images: number): void {
    this.scrollTo(this.stack.target + images);
  }

  setWindow(lower: number, upper: number): void {
    if (!(upper > lower)) return;
    this.window = { lower, upper };
    this.changed();
  }

  setInvert(invert: boolean): void {
    this.invert = invert;
    this.changed();
  }

  rotateBy(degrees: number): void {
    this.setCamera({ ...this.camera, rotation: wrap(this.camera.rotation + degrees, 360) });
  }

  /** Mirror left and right as the screen shows it, also when the picture is turned. */
  mirror(): void {
    const { camera } = this;
    this.setCamera({
      ...camera,
      flipH: !camera.flipH,
      rotation: wrap(-camera.rotation, 360),
      pan: [-camera.pan[0], camera.pan[1]],
    });
  }

  /** Zoom about the middle of the viewport, or about a place of it. */
  zoomBy(factor: number, at = { x: this.size.width / 2, y: this.size.height / 2 }): void {
    const picture = this.picture();
    if (picture) this.setCamera(zoomAt(this.camera, factor, at, picture, this.size));
  }

  /** Fit the whole image into the viewport. */
  fit(): void {
    this.setCamera({ ...this.camera, zoom: 1, pan: [0, 0] });
  }

  /** Move the picture by CSS pixels. */
  panBy(dx: number, dy: number): void {
    const perMm = this.pixelsPerUnit();
    const [x, y] = this.camera.pan;
    this.setCamera({ ...this.camera, pan: [x + dx / perMm, y + dy / perMm] });
  }

  /** Everything as the series opened, on the image that is shown. */
  reset(): void {
    this.camera = { ...RESTING, pan: [0, 0] };
    this.invert = false;
    this.window = this.openingWindow();
    this.changed();
  }

  setTool(tool: Tool): void {
    if (tool !== this.tool) this.board.cancel();
    this.tool = tool;
    this.root.dataset.tool = tool;
  }

  // --- places -------------------------------------------------------------------------------------------------

  /** Where a point made on `image` is in the viewport (CSS pixels), or null when it is not on the shown image. */
  toCanvas(point: Vec3, image: ImageRef): { x: number; y: number } | null {
    const affine = this.affine();
    const at = affine && this.geometry.locate(point, image, this.stack.index);
    return at && apply(affine, at);
  }

  /** The image a point is on, when that is another one of this stack; -1 = towards the first. */
  offSlice(point: Vec3, image: ImageRef): { index: number; direction: -1 | 1 } | null {
    if (!this.image() || this.geometry.locate(point, image, this.stack.index)) return null;
    const index = this.geometry.nearest(point, image);
    if (index === null || index === this.stack.index) return null;
    return { index, direction: index < this.stack.index ? -1 : 1 };
  }

  toWorld(x: number, y: number): PointerAt | null {
    return this.pointAt(x, y, false);
  }

  /** CSS pixels. */
  dimensions(): Size {
    return this.size;
  }

  /** CSS pixels per millimetre, or null where the size of a pixel is not known. */
  pixelsPerMm(): number | null {
    return this.image()?.pixelSpacing ? this.pixelsPerUnit() : null;
  }

  /** Pixel positions of the shown image to CSS pixels. */
  affine(): Affine | null {
    const picture = this.picture();
    return picture && this.size.width > 0 ? affineOf(picture, this.size, this.camera) : null;
  }

  // --- marks --------------------------------------------------------------------------------------------------

  /** The marks to show from now on. Never answered with an event. */
  setMarks(marks: readonly Mark[]): void {
    this.board.set(marks);
  }

  /** Give up what is being drawn or dragged; false when there was nothing. */
  cancelDrawing(): boolean {
    return this.board.cancel();
  }

  /** Ask for the selected mark to be deleted; false when there is none that may be. */
  removeSelected(): boolean {
    return this.board.removeSelected();
  }

  // --- inside -------------------------------------------------------------------------------------------------

  private shown(local: boolean): void {
    this.board.shown(this.view().image);
    this.window ??= this.openingWindow();
    this.repaint();
    if (local) this.events.emit('view', this.view());
  }

  private openingWindow(): { lower: number; upper: number } | null {
    const { frame, series } = this.stack;
    const image = this.image();
    return frame && image ? defaultWindow(series?.modality ?? '', image, frame) : null;
  }

  private setCamera(camera: Camera): void {
    this.camera = camera;
    this.changed();
  }

  private changed(): void {
    this.repaint();
    this.events.emit('interaction', undefined);
    this.events.emit('view', this.view());
  }

  private picture(): Picture | null {
    const image = this.image();
    return image && { rows: image.rows, columns: image.columns, spacing: displaySpacing(image) };
  }

  private pixelsPerUnit(): number {
    const picture = this.picture();
    return picture ? fitScale(picture, this.size, this.camera.rotation) * this.camera.zoom : 1;
  }

  private pointInside(x: number, y: number): PointerAt | null {
    return this.pointAt(x, y, true);
  }

  private pointAt(x: number, y: number, inside: boolean): PointerAt | null {
    const { series, index } = this.stack;
    const info = this.image();
    const affine = this.affine();
    if (!series || !info || !affine) return null;
    const at = unapply(affine, x, y);
    if (inside) {
      at.column = clamp(at.column, -0.5, info.columns - 0.5);
      at.row = clamp(at.row, -0.5, info.rows - 0.5);
    }
    const plane = this.geometry.planes[index];
    return {
      point: plane ? toPatient(plane, at) : [at.column, at.row, 0],
      image: imageRef(series, info),
    };
  }

  private measure(): void {
    const { clientWidth: width, clientHeight: height } = this.root;
    if (width === this.size.width && height === this.size.height) return;
    this.size = { width, height };
    this.repaint();
  }

  private repaint(): void {
    const picture = this.picture();
    const affine = this.affine();
    const frame: Frame | null = this.stack.frame;
    if (!picture || !affine || !frame || !this.window) {
      this.painters.paint(null);
      return;
    }
    // MONOCHROME1 means: the lowest value is white.
    const white = this.image()?.photometric === 'MONOCHROME1' && frame.components === 1;
    const { lower, upper } = this.window;
    const invert = this.invert !== white;
    this.painters.paint({ frame, picture, affine, size: this.size, lower, upper, invert });
  }

  private rendered(): void {
    this.board.draw(this.size);
    // A mouse that rests points at another place once the picture under it has changed.
    if (this.hovered) this.events.emit('pointer', this.toWorld(this.hovered.x, this.hovered.y));
    this.events.emit('rendered', undefined);
  }

  /** Draw the marks anew where the picture stays as it is. */
  private requestOverlay(): void {
    if (this.overlayFrame) return;
    this.overlayFrame = requestAnimationFrame(() => {
      this.overlayFrame = 0;
      this.rendered();
    });
  }

  private gestureHost() {
    return {
      tool: () => this.tool,
      size: () => this.size,
      count: () => this.stack.series?.images.length ?? 0,
      down: (at: { x: number; y: number }, reach: number) => this.board.editor.down(at, this.tool, reach),
      move: (at: { x: number; y: number }) => this.board.editor.move(at),
      up: (at: { x: number; y: number }) => this.board.editor.up(at),
      cancel: () => this.board.cancel(),
      hover: (at: { x: number; y: number } | null) => {
        this.root.classList.toggle('is-over-mark', at !== null && this.board.editor.over(at));
        this.hovered = at;
        this.events.emit('pointer', at && this.toWorld(at.x, at.y));
      },
      scrollBy: (images: number) => this.scrollBy(images),
      startWindow: () => this.windowDrag(),
      panBy: (dx: number, dy: number) => this.panBy(dx, dy),
      zoomAt: (factor: number, at: { x: number; y: number }) => this.zoomBy(factor, at),
    };
  }

  /** Right = wider, down = higher level; a pixel is worth more the wider the window is. */
  private windowDrag(): (dx: number, dy: number) => void {
    const { frame } = this.stack;
    const from = this.window;
    if (!frame || !from) return () => undefined;
    const range = Math.max(frame.max - frame.min, 1e-6);
    const width = from.upper - from.lower;
    const level = (from.upper + from.lower) / 2;
    const step = clamp(width / 250, range / 4096, range / 512);
    const whole = !(frame.pixels instanceof Float32Array);
    return (dx, dy) => {
      const tidy = whole ? Math.round : (value: number) => value;
      const wide = Math.max(whole ? 1 : range / 1000, tidy(width + dx * step));
      const middle = tidy(level + dy * step);
      this.setWindow(middle - wide / 2, middle + wide / 2);
    };
  }
}
