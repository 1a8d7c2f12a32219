/** One viewport: a stack of images, how it is seen, and what lies on it. Public; see index.ts. */
import { Emitter } from '../shared/events';
import { type ImageInfo, type ImageRef, imageRef, type SeriesImages } from '../shared/images';
import { clamp } from '../shared/math';
import type { Vec3 } from '../shared/vec3';
import { type Affine, apply, type Picture, type Size, unapply } from './camera';
import { Cine, RATES } from './cine';
import { type FrameStore, frameStore } from './frameLoader';
import { displaySpacing, type Plane, StackGeometry, toPatient, toPixel } from './geometry';
import { Gestures } from './gestures';
import { Guides } from './guides';
import { framesOf } from './known';
import { Lens } from './lens';
import { Magnifier } from './magnifier';
import { MarksBoard } from './marks/board';
import { type Calibrations, contextOf } from './marks/context';
import type { ScreenPoint } from './marks/grips';
import type { MeasureContext } from './marks/measure';
import type { Axes } from './marks/shapes';
import type { Painting } from './painter';
import { PainterSwitch } from './painterSwitch';
import { defaultWindow, opensInverted, presetsFor, type WindowPreset } from './presets';
import { Stack, type StartAt } from './stack';
import type { Draft, Mark, PointerAt, Said, Tool, ViewportEvents, ViewState } from './types';
import { gestureHost, KeyboardPointer, screenAxes } from './viewportHands';
import { FusionLayer, type LayerView } from './volume/layer';

export interface ViewportOptions {
  id: string;
  /** Asks for the words at an arrow or a comment, or the length of a calibration line; null means: no mark. */
  ask?: (draft: Draft) => Promise<Said | null>;
  store?: FrameStore;
}

const NO_CALIBRATIONS: Calibrations = new Map();

export class ImageViewport {
  readonly id: string;
  readonly cine: Cine;
  readonly guides: Guides;
  readonly lens = new Lens();
  readonly board: MarksBoard;
  readonly magnifier: Magnifier;
  readonly keyboard: KeyboardPointer;
  readonly root = document.createElement('div');
  private readonly events = new Emitter<ViewportEvents>();
  private readonly painters: PainterSwitch;
  private readonly layer: FusionLayer;
  private readonly gestures: Gestures;
  private readonly resizes: ResizeObserver;
  private readonly stack: Stack;
  private geometry = new StackGeometry([]);
  private calibrations: Calibrations = NO_CALIBRATIONS;
  private current: Tool = 'Window/Level';
  private overlayFrame = 0;
  private hovered: ScreenPoint | null = null;

  constructor(element: HTMLDivElement, { id, ask, store = frameStore }: ViewportOptions) {
    this.id = id;
    this.root.className = 'viewer-root';
    element.append(this.root);
    const sourceOf = framesOf(store);
    this.stack = new Stack(sourceOf, {
      shown: (local) => this.shown(local),
      progress: (progress) => this.events.emit('progress', progress),
      error: (error) => {
        this.events.emit('imageError', error);
        this.repaint();
      },
    });
    this.painters = new PainterSwitch(this.root, () => this.rendered());
    this.layer = new FusionLayer(this.root, sourceOf, () => this.repaint());
    this.board = this.makeBoard(ask ?? (() => Promise.resolve({ text: '', value: null })));
    this.guides = new Guides({
      place: (point, image) => this.toCanvas(point, image),
      project: (point) => this.project(point),
      size: () => this.lens.size,
    });
    this.root.append(this.guides.svg, this.board.svg);
    this.magnifier = new Magnifier(this.root);
    this.keyboard = new KeyboardPointer(this);
    this.cine = new Cine(this, () => this.events.emit('cine', this.cine.playing));
    this.gestures = new Gestures(this.root, gestureHost(this));
    this.measure();
    this.resizes = new ResizeObserver(() => this.measure());
    this.resizes.observe(this.root);
  }

  private makeBoard(ask: (draft: Draft) => Promise<Said | null>): MarksBoard {
    return new MarksBoard({
      locate: (point, image) => this.geometry.locate(point, image, this.stack.index),
      affine: () => this.affine(),
      image: () => this.image(),
      axes: () => this.axes(),
      context: (image) => this.context(image),
      pointAt: (at) => this.pointAt(at.x, at.y, true),
      ask,
      changed: () => this.requestOverlay(),
      emit: (name, value) => this.events.emit(name, value),
    });
  }

  on<K extends keyof ViewportEvents>(name: K, listener: (value: ViewportEvents[K]) => void): () => void {
    return this.events.on(name, listener);
  }

  emit<K extends keyof ViewportEvents>(name: K, value: ViewportEvents[K]): void {
    this.events.emit(name, value);
  }

  destroy(): void {
    this.cine.stop();
    // Whoever listens must hear that a drawing is over: others still see it.
    this.board.cancel();
    this.resizes.disconnect();
    this.gestures.destroy();
    this.stack.close();
    this.layer.destroy();
    this.magnifier.destroy();
    this.painters.destroy();
    cancelAnimationFrame(this.overlayFrame);
    this.events.clear();
    this.root.remove();
  }

  // --- images -------------------------------------------------------------------------------------------------

  /** Show a series, from image `start` on. Resolves when that image is on the screen or has been refused. */
  async load(series: SeriesImages, start?: StartAt): Promise<void> {
    this.cine.stop();
    this.board.cancel();
    this.keyboard.hide();
    this.lens.rest(null, opensInverted(series.modality));
    this.layer.set(null);
    this.cine.rate = series.frameRate ?? RATES.usual;
    this.geometry = new StackGeometry(series.images);
    const loading = this.stack.open(series, start);
    this.repaint();
    await loading;
  }

  /** Show nothing. */
  clear(): void {
    this.cine.stop();
    this.board.cancel();
    this.stack.close();
    this.layer.set(null);
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

  /** Lay a second series over the first, or none. */
  setLayer(layer: LayerView | null): void {
    this.layer.set(layer);
    this.repaint();
  }

  layerView(): LayerView | null {
    return this.layer.current();
  }

  // --- the view -----------------------------------------------------------------------------------------------

  view(): ViewState {
    const { series, index } = this.stack;
    const image = this.image();
    const { pan, ...camera } = this.lens.camera;
    return {
      image: series && image ? imageRef(series, image) : null,
      index: Math.max(0, index),
      count: series?.images.length ?? 0,
      lower: this.lens.window?.lower ?? 0,
      upper: this.lens.window?.upper ?? 0,
      ...camera,
      pan: [...pan],
      invert: this.lens.invert,
    };
  }

  /** Show what somebody else shows. Tells nobody but `rendered`; senseless values are left out. */
  applyView(view: Partial<ViewState>): void {
    this.lens.take(view);
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
    this.cine.stop();
    this.scrollTo(this.stack.target + images);
  }

  setWindow(lower: number, upper: number): void {
    if (!(upper > lower)) return;
    this.lens.window = { lower, upper };
    this.changed();
  }

  setInvert(invert: boolean): void {
    this.lens.invert = invert;
    this.changed();
  }

  rotateBy(degrees: number): void {
    this.lens.rotateBy(degrees);
    this.changed();
  }

  mirror(): void {
    this.lens.mirror();
    this.changed();
  }

  /** Zoom about the middle of the viewport, or about a place of it. */
  zoomBy(factor: number, at = { x: this.lens.size.width / 2, y: this.lens.size.height / 2 }): void {
    const picture = this.picture();
    if (!picture) return;
    this.lens.zoomBy(factor, at, picture);
    this.changed();
  }

  /** Fit the whole image into the viewport. */
  fit(): void {
    this.lens.fit();
    this.changed();
  }

  /** Move the picture by CSS pixels. */
  panBy(dx: number, dy: number): void {
    const picture = this.picture();
    if (!picture) return;
    this.lens.panBy(dx, dy, picture);
    this.changed();
  }

  /** Everything as the series opened, on the image that is shown. */
  reset(): void {
    this.lens.rest(this.openingWindow(), opensInverted(this.stack.series?.modality ?? ''));
    this.changed();
  }

  get tool(): Tool {
    return this.current;
  }

  setTool(tool: Tool): void {
    if (tool !== this.current) {
      this.board.cancel();
      this.keyboard.hide();
    }
    this.current = tool;
    this.root.dataset.tool = tool;
  }

  // --- places -------------------------------------------------------------------------------------------------

  /** Where a point made on `image` is in the viewport (CSS pixels), or null when it is not on the shown image. */
  toCanvas(point: Vec3, image: ImageRef): ScreenPoint | null {
    const affine = this.affine();
    const at = affine && this.geometry.locate(point, image, this.stack.index);
    return at && apply(affine, at);
  }

  /** A point of the patient put straight onto the picture, whatever its distance from the plane. */
  project(point: Vec3): ScreenPoint | null {
    const affine = this.affine();
    const plane = this.plane();
    return affine && plane && apply(affine, toPixel(plane, point));
  }

  /** The image a point is on, when that is another one of this stack; -1 = towards the first. */
  offSlice(point: Vec3, image: ImageRef): { index: number; direction: -1 | 1 } | null {
    if (!this.image() || this.geometry.locate(point, image, this.stack.index)) return null;
    const index = this.geometry.nearest(point, image);
    if (index === null || index === this.stack.index) return null;
    return { index, direction: index < this.stack.index ? -1 : 1 };
  }

  /** The image of the stack whose plane is nearest to a point of its frame of reference, however far. */
  nearestIndex(point: Vec3): number | null {
    return this.geometry.closest(point);
  }

  toWorld(x: number, y: number): PointerAt | null {
    return this.pointAt(x, y, false);
  }

  /** The plane of the shown image; null without geometry. */
  plane(): Plane | null {
    return this.geometry.planes[this.stack.index] ?? null;
  }

  /** CSS pixels. */
  dimensions(): Size {
    return this.lens.size;
  }

  /** CSS pixels per millimetre, or null where the size of a pixel is not known. */
  pixelsPerMm(): number | null {
    const picture = this.picture();
    return picture && this.image()?.pixelSpacing ? this.lens.pixelsPerUnit(picture) : null;
  }

  /** Pixel positions of the shown image to CSS pixels. */
  affine(): Affine | null {
    const picture = this.picture();
    return picture && this.lens.affine(picture);
  }

  /** The point below a place of the screen. */
  pointAt(x: number, y: number, inside: boolean): PointerAt | null {
    const { series } = this.stack;
    const info = this.image();
    const affine = this.affine();
    if (!series || !info || !affine) return null;
    const at = unapply(affine, x, y);
    if (inside) {
      at.column = clamp(at.column, -0.5, info.columns - 0.5);
      at.row = clamp(at.row, -0.5, info.rows - 0.5);
    }
    const plane = this.plane();
    const point: Vec3 = plane ? toPatient(plane, at) : [at.column, at.row, 0];
    return { point, image: imageRef(series, info) };
  }

  /** The mouse, pen or finger is here, or gone. */
  hover(at: ScreenPoint | null): void {
    this.hovered = at;
    this.events.emit('pointer', at && this.toWorld(at.x, at.y));
  }

  // --- marks --------------------------------------------------------------------------------------------------

  /** The marks to show from now on. Never answered with an event. */
  setMarks(marks: readonly Mark[], calibrations: Calibrations = NO_CALIBRATIONS): void {
    this.calibrations = calibrations;
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

  /** Draw what lies over the picture anew where the picture stays as it is. */
  requestOverlay(): void {
    if (this.overlayFrame) return;
    this.overlayFrame = requestAnimationFrame(() => {
      this.overlayFrame = 0;
      this.rendered();
    });
  }

  /** What is painted now. */
  painting(): Painting | null {
    const picture = this.picture();
    const affine = this.affine();
    const { frame } = this.stack;
    const { window, size } = this.lens;
    if (!picture || !affine || !frame || !window) return null;
    // MONOCHROME1 means: the lowest value is white.
    const white = this.image()?.photometric === 'MONOCHROME1' && frame.components === 1;
    return { frame, picture, affine, size, ...window, invert: this.lens.invert !== white };
  }

  // --- inside -------------------------------------------------------------------------------------------------

  private axes(): Axes | null {
    const affine = this.affine();
    const image = this.image();
    return affine && image && screenAxes(affine, displaySpacing(image));
  }

  /** What a mark on an image is measured with; its own image, also where it is seen on another. */
  context(ref: ImageRef): MeasureContext | null {
    return contextOf(ref, this.calibrations) ?? this.ownContext();
  }

  private ownContext(): MeasureContext | null {
    const image = this.image();
    return image && { image, frame: this.stack.frame, calibration: null };
  }

  private shown(local: boolean): void {
    this.board.shown(this.view().image);
    this.lens.window ??= this.openingWindow();
    this.repaint();
    if (local) this.events.emit('view', this.view());
  }

  private openingWindow(): { lower: number; upper: number } | null {
    const { frame, series } = this.stack;
    const image = this.image();
    return frame && image ? defaultWindow(series?.modality ?? '', image, frame) : null;
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

  private measure(): void {
    const { clientWidth: width, clientHeight: height } = this.root;
    const { size } = this.lens;
    if (width === size.width && height === size.height) return;
    this.lens.size = { width, height };
    this.repaint();
  }

  private repaint(): void {
    this.painters.paint(this.painting());
    this.layer.paint(this.image(), this.affine(), this.lens.size);
  }

  private rendered(): void {
    this.board.draw(this.lens.size);
    this.guides.draw();
    this.keyboard.draw();
    // A mouse that rests points at another place once the picture under it has changed.
    if (this.hovered) this.events.emit('pointer', this.toWorld(this.hovered.x, this.hovered.y));
    this.events.emit('rendered', undefined);
  }
}
