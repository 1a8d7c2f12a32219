/** A question beside the images, one at a time. Whoever asked always gets an answer; null: never mind. */
export class Asking {
  private open: { from: number; resolve: (text: string | null) => void } | null = null;

  /** `changed` hears which question is open, by number; null when none is. */
  constructor(private readonly changed: (question: number | null) => void) {}

  private count = 0;

  /** Ask for viewport `from`. What was asked before is given up, so that its viewport can go on. */
  ask(from: number): Promise<string | null> {
    this.open?.resolve(null);
    return new Promise((resolve) => {
      this.open = { from, resolve };
      this.count += 1;
      this.changed(this.count);
    });
  }

  answer(text: string | null): void {
    const { open } = this;
    if (!open) return;
    this.open = null;
    this.changed(null);
    open.resolve(text);
  }

  /** A viewport does not need its answer any more. */
  withdraw(from: number): void {
    if (this.open?.from === from) this.answer(null);
  }
}
