/** Starts with the painter that is there at once and changes to the better one when it has been fetched. */
import { betterPainter, firstPainter } from './bootstrap';
import type { Painter, Painting } from './painter';

export class PainterSwitch {
  private painter: Painter;
  /** Painted over until the better one has painted: the picture must not go black in between. */
  private retiring: Painter | null = null;
  private painting: Painting | null = null;
  private destroyed = false;

  constructor(
    private readonly host: HTMLElement,
    private readonly rendered: () => void,
  ) {
    this.painter = firstPainter(host, rendered);
    void this.improve();
  }

  paint(painting: Painting | null): void {
    this.painting = painting;
    this.painter.paint(painting);
  }

  destroy(): void {
    this.destroyed = true;
    this.painter.destroy();
    this.retiring?.destroy();
  }

  private async improve(): Promise<void> {
    const better = await betterPainter(this.host, () => this.betterRendered());
    if (!better) return;
    if (this.destroyed) {
      better.destroy();
      return;
    }
    this.retiring = this.painter;
    this.painter = better;
    better.paint(this.painting);
  }

  private betterRendered(): void {
    this.retiring?.destroy();
    this.retiring = null;
    this.rendered();
  }
}
