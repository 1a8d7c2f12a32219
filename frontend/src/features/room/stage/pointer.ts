/** My own pointer on the live lane: where it is, what it points out, whether it leaves a trail. One for all viewports. */
import type { Cursor } from '../../../protocol/frames';
import type { RoomSession } from '../../../sync';
import type { PointerAt } from '../../../viewer';

const PING_MS = 2000;
const HIDDEN: Cursor = { x: 0, y: 0, z: 0, shown: false, pointing: false, laser: false };

export class MyPointer {
  private viewport = 1;
  private place: PointerAt | null = null;
  private laser = false;
  private pinged: ReturnType<typeof setTimeout> | undefined;
  /** The place that is pointed out while no pointer is there: a finger that was lifted. */
  private pingedAt: PointerAt | null = null;

  constructor(private readonly session: RoomSession) {}

  /** The pointer is here, or has left. */
  moved(viewport: number, place: PointerAt | null): void {
    if (place && viewport !== this.viewport) this.take(viewport);
    if (!place && viewport !== this.viewport) return;
    this.place = place;
    this.send();
  }

  /** Point out a place, or where the pointer is. Answers whether there was one. */
  ping(viewport = this.viewport, place = this.place): boolean {
    if (!place) return false;
    if (viewport !== this.viewport) this.take(viewport);
    this.pingedAt = place;
    clearTimeout(this.pinged);
    this.pinged = setTimeout(() => {
      this.pingedAt = null;
      this.pinged = undefined;
      this.send();
    }, PING_MS);
    this.send();
    return true;
  }

  setLaser(on: boolean): void {
    this.laser = on;
    this.send();
  }

  /** A viewport goes: what was shown in it is shown no more. */
  left(viewport: number): void {
    if (viewport !== this.viewport) return;
    this.place = this.pingedAt = null;
    this.send();
  }

  private take(viewport: number): void {
    this.session.show({ kind: 'cursor', value: HIDDEN }, this.viewport);
    this.viewport = viewport;
  }

  private send(): void {
    const shown = this.place ?? this.pingedAt;
    const [x, y, z] = shown?.point ?? [0, 0, 0];
    const pointing = this.pinged !== undefined;
    const value: Cursor = shown
      ? { x, y, z, shown: true, pointing, laser: this.laser && this.place !== null }
      : HIDDEN;
    this.session.show({ kind: 'cursor', value }, this.viewport);
  }
}
