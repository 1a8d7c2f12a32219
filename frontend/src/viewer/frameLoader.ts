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
export function nextOutward(current: number, count: number, missing: (index: number) => boolean): number {
  for (let step = 0; step < count; step += 1) {
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
}

interface Flight {
  controller: AbortController;
  wishes: Set<Wish>;
  bytes: number;
}

export class FrameStore {
  private readonly frames = new Map<string, Frame>();
  private readonly flights = new Map<string, Flight>();
  private readonly wishes: Wish[] = [];
  private bytes = 0;
  private pausedUntil = 0;

  constructor(
    private readonly limit = defaultLimit(),
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
    this.pump();
  }

  /** The wish now looks at another image. */
  moved(wish: Wish, index: number): void {
    wish.current = index;
    wish.failed.delete(index);
    this.pump();
  }

  get(series: SeriesImages, index: number): Frame | null {
    const key = keyAt(series, index);
    const frame = this.frames.get(key);
    if (!frame) return null;
    // Put at the end: a Map keeps its order, so its beginning is what was used longest ago.
    this.frames.delete(key);
    this.frames.set(key, frame);
    return frame;
  }

  loaded(series: SeriesImages): number {
    return series.images.filter((image) => this.frames.has(keyOf(series, image))).length;
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
    return nextOutward(current, series.images.length, (index) => {
      const key = keyAt(series, index);
      return !this.frames.has(key) && !this.flights.has(key) && !failed.has(index);
    });
  }

  private start(wish: Wish, index: number, urgent: boolean): boolean {
    const image = wish.series.images[index];
    if (!image || wish.failed.has(index)) return false;
    const key = keyOf(wish.series, image);
    if (this.frames.has(key)) return false;
    const flying = this.flights.get(key);
    if (flying) {
      flying.wishes.add(wish);
      return false;
    }
    const bytes = sizeOf(image);
    if (!this.makeRoom(bytes, urgent)) return false;
    const flight = { controller: new AbortController(), wishes: new Set([wish]), bytes };
    this.flights.set(key, flight);
    void this.fly(key, wish.series, image, flight);
    return true;
  }

  private async fly(key: string, series: SeriesImages, image: ImageInfo, flight: Flight): Promise<void> {
    const { signal } = flight.controller;
    try {
      const frame = await this.fetchFrame(series, image, signal);
      if (signal.aborted) return;
      this.flights.delete(key);
      this.frames.set(key, frame);
      this.bytes += frame.pixels.byteLength;
      this.tell(key, (wish, index) => wish.arrived(index));
    } catch (error) {
      if (signal.aborted) return;
      this.flights.delete(key);
      this.failed(key, error);
    }
    this.pump();
  }

  private failed(key: string, error: unknown): void {
    const known = error instanceof FrameError ? error : new FrameError('network', String(error));
    if (known.code === 'network') {
      // The line is down, not the image: wait and try the same again.
      this.pausedUntil = Date.now() + RETRY_MS;
      setTimeout(() => this.pump(), RETRY_MS + 10);
    }
    this.tell(key, (wish, index) => {
      if (known.code !== 'network') wish.failed.set(index, known);
      wish.refused(index, known);
    });
  }

  private tell(key: string, say: (wish: Wish, index: number) => void): void {
    for (const wish of [...this.wishes]) {
      const index = wish.series.images.findIndex((image) => keyOf(wish.series, image) === key);
      if (index >= 0) say(wish, index);
    }
  }

  /** Make room for `size` bytes: what nobody wants goes first; what is wanted only for what is looked at. */
  private makeRoom(size: number, urgent: boolean): boolean {
    let all = size;
    for (const { bytes } of this.flights.values()) all += bytes;
    if (this.bytes + all <= this.limit) return true;
    const wanted = new Set(
      this.wishes.flatMap(({ series }) => series.images.map((image) => keyOf(series, image))),
    );
    this.evict(all, (key) => !wanted.has(key));
    if (urgent) this.evict(all, () => true);
    return urgent || this.bytes + all <= this.limit;
  }

  private evict(size: number, may: (key: string) => boolean): void {
    for (const [key, frame] of this.frames) {
      if (this.bytes + size <= this.limit) return;
      if (!may(key)) continue;
      this.frames.delete(key);
      this.bytes -= frame.pixels.byteLength;
    }
  }
}

function keyOf(series: SeriesImages, image: ImageInfo): string {
  return `${series.seriesUid}/${image.sopUid}/${image.frame}`;
}

function keyAt(series: SeriesImages, index: number): string {
  const image = series.images[index];
  return image ? keyOf(series, image) : '';
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
