/**
 * Frames of planes that are cut out of a series. They are made from the series' own frames when somebody looks at them,
 * and the last ones are kept; the series' frames are loaded, shared and counted by the one FrameStore.
 */
import type { SeriesImages } from '../../shared/images';
import { type FrameSource, type FrameStore, nextOutward, type Wish } from '../frameLoader';
import type { Frame } from '../frames';
import { planeFrame } from './reformat';
import { isRefusal, type Volume, volumeOf } from './volume';

const KEPT = 48;

export class CutFrames implements FrameSource {
  /** For each wish the one for the series' own frames. */
  private readonly waiting = new Map<Wish, Wish>();
  private readonly made = new Map<string, { frame: Frame; series: SeriesImages }>();
  private readonly volumes = new WeakMap<SeriesImages, Volume>();

  constructor(private readonly store: FrameStore) {}

  add(wish: Wish): void {
    const { cutFrom } = wish.series;
    if (!cutFrom) return;
    const source: Wish = {
      series: cutFrom,
      current: Math.floor(cutFrom.images.length / 2),
      failed: new Map(),
      arrived: () => this.arrived(wish, cutFrom),
      refused: (index, error) => wish.refused(error.code === 'network' ? index : wish.current, error),
    };
    this.waiting.set(wish, source);
    this.store.add(source);
    if (this.complete(cutFrom)) queueMicrotask(() => this.arrived(wish, cutFrom));
  }

  drop(wish: Wish): void {
    const source = this.waiting.get(wish);
    if (source) this.store.drop(source);
    this.waiting.delete(wish);
    for (const [key, { series }] of this.made) if (series === wish.series) this.made.delete(key);
  }

  moved(wish: Wish, index: number): void {
    wish.current = index;
    const source = this.waiting.get(wish);
    if (!source || this.complete(source.series)) return;
    // Something was put out to make room: whoever looks here needs all of it again.
    const { series } = source;
    const missing = nextOutward(source.current, series.images.length, (at) => !this.store.has(series, at));
    if (missing >= 0) this.store.moved(source, missing);
  }

  get(series: SeriesImages, index: number): Frame | null {
    const { cutFrom } = series;
    const reformat = series.images[index]?.reformat;
    if (!cutFrom || !reformat) return null;
    const key = `${cutFrom.seriesUid} ${reformat.plane} ${reformat.mode} ${reformat.slab_mm} ${index}`;
    const known = this.made.get(key);
    if (known) {
      this.made.delete(key);
      this.made.set(key, known);
      return known.frame;
    }
    const volume = this.volume(cutFrom);
    const frames = cutFrom.images.map((_, at) => this.store.get(cutFrom, at));
    if (!volume || frames.some((frame) => frame?.components !== 1)) return null;
    const frame = planeFrame(
      volume,
      frames.filter((one) => one !== null),
      reformat,
    );
    this.made.set(key, { frame, series });
    for (const old of this.made.keys()) {
      if (this.made.size <= KEPT) break;
      this.made.delete(old);
    }
    return frame;
  }

  progress({ cutFrom }: SeriesImages): { loaded: number; total: number } {
    return cutFrom ? this.store.progress(cutFrom) : { loaded: 0, total: 0 };
  }

  private complete(series: SeriesImages): boolean {
    const { loaded, total } = this.store.progress(series);
    return loaded === total;
  }

  private arrived(wish: Wish, cutFrom: SeriesImages): void {
    if (!this.waiting.has(wish)) return;
    wish.arrived(this.complete(cutFrom) ? wish.current : -1);
  }

  private volume(series: SeriesImages): Volume | null {
    let volume = this.volumes.get(series);
    if (!volume) {
      const found = volumeOf(series);
      if (isRefusal(found)) return null;
      this.volumes.set(series, (volume = found));
    }
    return volume;
  }
}
