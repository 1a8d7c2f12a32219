/** Plays the images of a viewport. Waits for an image that has not come yet instead of leaving it out. */
import type { ImageViewport } from './ImageViewport';

export type Loop = 'loop' | 'bounce' | 'once';

export const RATES = { least: 1, most: 60, usual: 12 } as const;

export class Cine {
  rate: number = RATES.usual;
  loop: Loop = 'loop';
  private timer = 0;
  private due = 0;
  private direction: 1 | -1 = 1;

  constructor(
    private readonly viewport: ImageViewport,
    private readonly changed: () => void,
  ) {}

  get playing(): boolean {
    return this.timer !== 0;
  }

  toggle(): void {
    if (this.playing) this.stop();
    else this.start();
  }

  start(): void {
    if (this.playing || this.viewport.view().count < 2) return;
    this.direction = 1;
    this.due = performance.now() + 1000 / this.rate;
    this.timer = requestAnimationFrame(this.frame);
    this.changed();
  }

  stop(): void {
    if (!this.playing) return;
    cancelAnimationFrame(this.timer);
    this.timer = 0;
    this.changed();
  }

  private readonly frame = (now: number): void => {
    this.timer = requestAnimationFrame(this.frame);
    if (now < this.due || this.viewport.status().waiting !== null) return;
    // After a pause of the tab there is nothing to catch up with.
    this.due = Math.max(this.due + 1000 / this.rate, now);
    const next = this.next(this.viewport.view());
    if (next === null) this.stop();
    else this.viewport.scrollTo(next);
  };

  private next({ index, count }: { index: number; count: number }): number | null {
    const next = index + this.direction;
    if (next >= 0 && next < count) return next;
    if (this.loop === 'once') return null;
    if (this.loop === 'loop') return 0;
    this.direction = this.direction === 1 ? -1 : 1;
    return index + this.direction;
  }
}
