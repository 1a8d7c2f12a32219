/** Which image of a series is shown, which one is waited for, and what has been loaded. */
import { type ImageInfo, type ImageRef, sameImage, type SeriesImages } from '../shared/images';
import { clamp } from '../shared/math';
import type { FrameSource, Wish } from './frameLoader';
import type { Frame, FrameError } from './frames';

export interface StackHost {
  /** Another image is shown, by the local user or not. */
  shown(local: boolean): void;
  progress(progress: { loaded: number; total: number }): void;
  error(error: { index: number; code: string; message: string }): void;
}

/** The image to begin with. */
export type StartAt = Pick<ImageRef, 'sopUid' | 'frame' | 'reformat'> | number;

export class Stack {
  series: SeriesImages | null = null;
  /** Shown now; -1 before the first. */
  index = -1;
  /** Wanted; differs from `index` while its frame is on the way. */
  target = 0;
  frame: Frame | null = null;
  private error: FrameError | null = null;
  private wish: Wish | null = null;
  private local = false;
  private loaded = { loaded: 0, total: 0 };
  private source: FrameSource | null = null;
  private opened: (() => void) | null = null;

  constructor(
    private readonly sourceOf: (series: SeriesImages) => FrameSource,
    private readonly host: StackHost,
  ) {}

  open(series: SeriesImages, start: StartAt = 0): Promise<void> {
    this.close();
    this.series = series;
    const at = typeof start === 'number' ? start : this.indexOf(start);
    this.target = clamp(at, 0, series.images.length - 1);
    this.source = this.sourceOf(series);
    this.loaded = this.source.progress(series);
    this.wish = {
      series,
      current: this.target,
      failed: new Map(),
      arrived: (index) => this.arrived(index),
      refused: (index, error) => this.refused(index, error),
    };
    this.source.add(this.wish);
    return new Promise((resolve) => {
      this.opened = resolve;
      this.show(this.target, false);
    });
  }

  close(): void {
    this.loaded = { loaded: 0, total: 0 };
    if (this.wish) this.source?.drop(this.wish);
    this.wish = null;
    this.source = null;
    this.series = null;
    this.frame = null;
    this.error = null;
    this.index = -1;
    this.target = 0;
    this.opened?.();
    this.opened = null;
  }

  image(): ImageInfo | null {
    return this.series?.images[this.index] ?? null;
  }

  indexOf(ref: Pick<ImageRef, 'sopUid' | 'frame' | 'reformat'>): number {
    return this.series?.images.findIndex((image) => sameImage(image, ref)) ?? -1;
  }

  /** Go to an image. It appears at once when it is loaded; else the last one stays until it has come. */
  show(index: number, local: boolean): void {
    const { series, wish, source } = this;
    if (!series || !wish || !source || !Number.isFinite(index)) return;
    const target = clamp(Math.round(index), 0, series.images.length - 1);
    this.local = local || (this.local && this.target !== this.index && target === this.target);
    this.target = target;
    // Also when it is shown already: what is fetched next follows from where one is.
    source.moved(wish, target);
    if (target === this.index && this.frame) return;
    const frame = source.get(series, target);
    if (frame) this.display(target, frame, null);
  }

  status(): { loaded: number; total: number; waiting: number | null; error: string | null } {
    return {
      ...this.loaded,
      waiting: this.series && this.target !== this.index ? this.target : null,
      error: this.error?.message ?? null,
    };
  }

  private display(index: number, frame: Frame | null, error: FrameError | null): void {
    this.index = index;
    this.frame = frame;
    this.error = error;
    const { local } = this;
    this.local = false;
    this.host.shown(local);
    this.opened?.();
    this.opened = null;
  }

  private arrived(index: number): void {
    const { series, source } = this;
    if (!series || !source) return;
    this.loaded = source.progress(series);
    const wanted = index === this.target && (index !== this.index || !this.frame);
    const frame = wanted ? source.get(series, index) : null;
    if (frame) this.display(index, frame, null);
    this.host.progress(this.loaded);
  }

  private refused(index: number, error: FrameError): void {
    // While the line is down the image before stays; it will be asked for again.
    if (index === this.target && error.code !== 'network') this.display(index, null, error);
    this.host.error({ index, code: error.code, message: error.message });
  }
}
