import type { Draft, Said } from '../../viewer';

/** A question that is open: its number, and the mark it is about. */
export interface Question {
  number: number;
  draft: Draft;
}

/** A question beside the images, one at a time. Whoever asked always gets an answer; null: never mind. */
export class Asking {
  private open: { from: number; resolve: (said: Said | null) => void } | null = null;

  /** `changed` hears which question is open; null when none is. */
  constructor(private readonly changed: (question: Question | null) => void) {}

  private count = 0;

  /** Ask for viewport `from`. What was asked before is given up, so that its viewport can go on. */
  ask(from: number, draft: Draft): Promise<Said | null> {
    this.open?.resolve(null);
    return new Promise((resolve) => {
      this.open = { from, resolve };
      this.count += 1;
      this.changed({ number: this.count, draft });
    });
  }

  answer(said: Said | null): void {
    const { open } = this;
    if (!open) return;
    this.open = null;
    this.changed(null);
    open.resolve(said);
  }

  /** A viewport does not need its answer any more. */
  withdraw(from: number): void {
    if (this.open?.from === from) this.answer(null);
  }
}
