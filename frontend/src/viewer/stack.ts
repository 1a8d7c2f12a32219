/** Which image of a series is shown, which one is waited for, and what has been loaded. */
import type { ImageInfo, ImageRef, SeriesImages } from '../shared/images';
import { clamp } from '../shared/math';
import type { FrameStore, Wish } from './frameLoader';
import type { Frame, FrameError } from './frames';

export interface StackHost {
  /** Another image is shown, by the local user or not. */
  shown(local: boolean): void;
  progress(progress: { loaded: number; total: number }): void;
  error(error: { index: number; code: string; message: string }): void;
}

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
  private loadedCount = 0;
  private opened: (() => void) | null = null;

  constructor(
    private readonly store: FrameStore,
    private readonly host: StackHost,
  ) {}

  open(series: SeriesImages, start: { sopUid: string; frame: number } | number = 0): Promise<void> {
    this.close();
    this.series = series;
    const at = typeof start === 'number' ? start : this.indexOf(start);
    this.target = clamp(at, 0, series.images.length - 1);
    this.loadedCount = this.store.loaded(series);
    this.wish = {
      series,
      current: this.target,
      failed: new Map(),
      arrived: (index) => this.arrived(index),
      refused: (index, error) => this.refused(index, error),
    };
    this.store.add(this.wish);
    return new Promise((resolve) => {
      this.opened = resolve;
      this.show(this.target, false);
    });
  }

  close(): void {
    if (this.wish) this.store.drop(this.wish);
    this.wish = null;
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

  indexOf({ sopUid, frame }: Pick<ImageRef, 'sopUid' | 'frame'>): number {
    return this.series?.images.findIndex((image) => image.sopUid === sopUid && image.frame === frame) ?? -1;
  }

  /** Go to an image. It appears at once when it is loaded; else the last one stays until it has come. */
  show(index: number, local: boolean): void {
    const { series, wish } = this;
    if (!series || !wish || !Number.isFinite(index)) return;
    const target = clamp(Math.round(index), 0, series.images.length - 1);
    this.local = local || (this.local && this.target !== this.index && target === this.target);
    this.target = target;
    // Also when it is shown already: what is fetched next follows from where one is.
    this.store.moved(wish, target);
    if (target === this.index && this.frame) return;
    const frame = this.store.get(series, target);
    if (frame) this.display(target, frame, null);
  }

  status(): { loaded: number; total: number; waiting: number | null; error: string | null } {
    return {
      loaded: this.loadedCount,
      total: this.series?.images.length ?? 0,
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
    if (!this.series) return;
    this.loadedCount = this.store.loaded(this.series);
    const wanted = index === this.target && (index !== this.index || !this.frame);
    const frame = wanted ? this.store.get(this.series, index) : null;
    if (frame) this.display(index, frame, null);
    this.host.progress({ loaded: this.loadedCount, total: this.series.images.length });
  }

  private refused(index: number, error: FrameError): void {
    // While the line is down the image before stays; it will be asked for again.
    if (index === this.target && error.code !== 'network') this.display(index, null, error);
    this.host.error({ index, code: error.code, message: error.message });
  }
}
