/**
 * Fetches frames and keeps them: one store for all viewports, so that two viewports on one series load it once.
 * What somebody looks at comes first; the rest of a series follows from there outward, the nearer the sooner.
 */
import { frameUrl, type ImageInfo, imageRef, type SeriesImages } from '../shared/images';
import { clamp } from '../shared/math';
import { decodeFrame, type Frame, FrameError } from './frames';

const CONCURRENT = 6;
const RETRY_MS = 3000;

/** Current, then one after and one before, two after …; `looked` says which are still missing. */
export function nextOutward(
  current: number,
  count: number,
  missing: (index: number) => boolean,
  from = 0,
): number {
  for (let step = from; step < count; step += 1) {
    if (current + step < count && missing(current + step)) return current + step;
    if (step > 0 && current - step >= 0 && missing(current - step)) return current - step;
  }
  return -1;
}

/** What a viewport wants: a series, and where in it. */
export interface Wish {
  series: SeriesImages;
  current: number;
  /** Frames that failed for good; they are not asked for again until somebody goes there. */
  failed: Map<number, FrameError>;
  arrived: (index: number) => void;
  refused: (index: number, error: FrameError) => void;
  /** Everything nearer than this has been loaded or asked for since the wish moved. */
  reached?: number;
}

/** Where a stack gets its frames from. */
export interface FrameSource {
  add(wish: Wish): void;
  drop(wish: Wish): void;
  /** The wish now looks at another image. */
  moved(wish: Wish, index: number): void;
  /** The frame of an image, if it is here. */
  get(series: SeriesImages, index: number): Frame | null;
  /** How much of what the series takes has been loaded. */
  progress(series: SeriesImages): { loaded: number; total: number };
}

interface Flight {
  controller: AbortController;
  wishes: Set<Wish>;
  bytes: number;
}

interface Kept {
  frame: Frame;
  series: SeriesImages;
  index: number;
}

export class FrameStore implements FrameSource {
  private readonly frames = new Map<string, Kept>();
  /** How many frames of each series are here, by Series UID. */
  private readonly counts = new Map<string, number>();
  private readonly flights = new Map<string, Flight>();
  private readonly wishes: Wish[] = [];
  private bytes = 0;
  private pausedUntil = 0;

  constructor(
    /** Bytes that frames may take. */
    readonly limit = defaultLimit(),
    private readonly fetchFrame = fetchOne,
  ) {}

  add(wish: Wish): void {
    this.wishes.push(wish);
    this.pump();
  }

  /** Forget a wish: what only it was waiting for is not loaded any more. */
  drop(wish: Wish): void {
    const at = this.wishes.indexOf(wish);
    if (at >= 0) this.wishes.splice(at, 1);
    for (const [key, flight] of this.flights) {
      flight.wishes.delete(wish);
      if (flight.wishes.size === 0) {
        flight.controller.abort();
        this.flights.delete(key);
      }
    }
    // What others took for being on its way may not come now.
    for (const other of this.wishes) other.reached = 0;
    this.pump();
  }

  moved(wish: Wish, index: number): void {
    wish.current = index;
    wish.reached = 0;
    wish.failed.delete(index);
    this.pump();
  }

  get(series: SeriesImages, index: number): Frame | null {
    const key = keyAt(series, index);
    const kept = this.frames.get(key);
    if (!kept) return null;
    // Put at the end: a Map keeps its order, so its beginning is what was used longest ago.
    this.frames.delete(key);
    this.frames.set(key, kept);
    return kept.frame;
  }

  has(series: SeriesImages, index: number): boolean {
    return this.frames.has(keyAt(series, index));
  }

  progress(series: SeriesImages): { loaded: number; total: number } {
    return { loaded: this.loaded(series), total: series.images.length };
  }

  loaded(series: SeriesImages): number {
    return this.counts.get(series.seriesUid) ?? 0;
  }

  private pump(): void {
    if (Date.now() < this.pausedUntil) return;
    while (this.flights.size < CONCURRENT) {
      // First what is looked at, in every viewport; then everybody's next, in turn.
      const started =
        this.wishes.some((wish) => this.start(wish, wish.current, true)) ||
        this.wishes.some((wish) => this.start(wish, this.nextFor(wish), false));
      if (!started) return;
      const first = this.wishes.shift();
      if (first) this.wishes.push(first);
    }
  }

  private nextFor(wish: Wish): number {
    const { series, current, failed } = wish;
    const missing = (index: number): boolean => {
      const key = keyAt(series, index);
      return !this.frames.has(key) && !this.flights.has(key) && !failed.has(index);
    };
    const next = nextOutward(current, series.images.length, missing, wish.reached);
    wish.reached = next < 0 ? series.images.length : Math.abs(next - current);
    return next;
  }

  private start(wish: Wish, index: number, urgent: boolean): boolean {
    const image = wish.series.images[index];
    if (!image || wish.failed.has(index)) return false;
    const key = keyAt(wish.series, index);
    if (this.frames.has(key)) return false;
    const flying = this.flights.get(key);
    if (flying) {
      flying.wishes.add(wish);
      return false;
    }
    const bytes = sizeOf(image);
    if (!this.makeRoom(bytes, urgent ? -1 : Math.abs(index - wish.current))) return false;
    const flight = { controller: new AbortController(), wishes: new Set([wish]), bytes };
    this.flights.set(key, flight);
    void this.fly(key, wish.series, index, flight);
    return true;
  }

  private async fly(key: string, series: SeriesImages, index: number, flight: Flight): Promise<void> {
    const { signal } = flight.controller;
    const image = series.images[index];
    try {
      if (!image) return;
      const frame = await this.fetchFrame(series, image, signal);
      if (signal.aborted) return;
      this.flights.delete(key);
      this.keep(key, { frame, series, index });
      this.tell(key, (wish, at) => wish.arrived(at));
    } catch (error) {
      if (signal.aborted) return;
      this.flights.delete(key);
      this.failed(key, error);
    }
    this.pump();
  }

  private keep(key: string, kept: Kept): void {
    const uid = kept.series.seriesUid;
    this.frames.set(key, kept);
    this.bytes += kept.frame.pixels.byteLength;
    this.counts.set(uid, (this.counts.get(uid) ?? 0) + 1);
  }

  private release(key: string, { frame, series, index }: Kept): void {
    this.frames.delete(key);
    this.bytes -= frame.pixels.byteLength;
    this.counts.set(series.seriesUid, (this.counts.get(series.seriesUid) ?? 1) - 1);
    for (const wish of this.wishes) {
      if (wish.series.seriesUid !== series.seriesUid) continue;
      wish.reached = Math.min(wish.reached ?? 0, Math.abs(index - wish.current));
    }
  }

  private failed(key: string, error: unknown): void {
    const known = error instanceof FrameError ? error : new FrameError('network', String(error));
    if (known.code === 'network') {
      // The line is down, not the image: wait and try the same again.
      this.pausedUntil = Date.now() + RETRY_MS;
      for (const wish of this.wishes) wish.reached = 0;
      setTimeout(() => this.pump(), RETRY_MS + 10);
    }
    this.tell(key, (wish, index) => {
      if (known.code !== 'network') wish.failed.set(index, known);
      wish.refused(index, known);
    });
  }

  private tell(key: string, say: (wish: Wish, index: number) => void): void {
    for (const wish of [...this.wishes]) {
      const index = keysOf(wish.series).places.get(key);
      if (index !== undefined) say(wish, index);
    }
  }

  /**
   * Make room for `size` bytes: what nobody wants goes first, then what lies farther from everybody's place than
   * `nearness`; for what is looked at (-1) whatever was used longest ago.
   */
  private makeRoom(size: number, nearness: number): boolean {
    let all = size;
    for (const { bytes } of this.flights.values()) all += bytes;
    const fits = (): boolean => this.bytes + all <= this.limit;
    if (fits()) return true;
    for (const [key, kept] of this.frames) {
      if (fits()) return true;
      if (this.distance(kept) === Infinity) this.release(key, kept);
    }
    while (!fits()) {
      const [key, kept, distance] = this.farthest();
      if (!kept || distance <= nearness) return nearness < 0;
      this.release(key, kept);
    }
    return true;
  }

  /** The frame that lies farthest from where anybody looks. */
  private farthest(): [string, Kept | null, number] {
    let found: [string, Kept | null, number] = ['', null, -1];
    for (const [key, kept] of this.frames) {
      const distance = this.distance(kept);
      if (distance > found[2]) found = [key, kept, distance];
    }
    return found;
  }

  private distance({ series, index }: Kept): number {
    let least = Infinity;
    for (const wish of this.wishes) {
      if (wish.series.seriesUid === series.seriesUid) least = Math.min(least, Math.abs(index - wish.current));
    }
    return least;
  }
}

interface Keys {
  keys: string[];
  places: Map<string, number>;
}

const keysKnown = new WeakMap<SeriesImages, Keys>();

/** The names of a series' frames, made once: they are asked for thousands of times. */
function keysOf(series: SeriesImages): Keys {
  let known = keysKnown.get(series);
  if (!known) {
    const keys = series.images.map((image) => `${series.seriesUid}/${image.sopUid}/${image.frame}`);
    known = { keys, places: new Map(keys.map((key, index) => [key, index])) };
    keysKnown.set(series, known);
  }
  return known;
}

function keyAt(series: SeriesImages, index: number): string {
  return keysOf(series).keys[index] ?? '';
}

function sizeOf(image: ImageInfo): number {
  return image.rows * image.columns * Math.max(2, Math.ceil(image.bitsAllocated / 8));
}

/** An eighth of the machine's memory, between 256 MB and 1 GB. */
function defaultLimit(): number {
  const gigabytes = (navigator as { deviceMemory?: number }).deviceMemory ?? 4;
  return clamp(gigabytes / 8, 0.25, 1) * 2 ** 30;
}

async function fetchOne(series: SeriesImages, image: ImageInfo, signal: AbortSignal): Promise<Frame> {
  const response = await fetch(frameUrl(imageRef(series, image)), { credentials: 'same-origin', signal });
  if (!response.ok) throw await refusal(response);
  return decodeFrame(await response.arrayBuffer(), image);
}

async function refusal(response: Response): Promise<FrameError> {
  // A gateway that is restarting is no statement about the image.
  if ([502, 503, 504, 429].includes(response.status)) return new FrameError('network', 'Not available now.');
  try {
    const body = (await response.json()) as { error?: { code?: unknown; message?: unknown } };
    const { code, message } = body.error ?? {};
    if (typeof code === 'string' && typeof message === 'string') return new FrameError(code, message);
  } catch {
    // Not JSON: the status has to do.
  }
  return new FrameError('http_error', `HTTP ${response.status}`);
}

/** The one store of the page. */
export const frameStore = new FrameStore();
