/** Starts with the painter that is there at once and changes to the better one when it has been fetched. */
import { betterPainter, firstPainter } from './bootstrap';
import type { Painter, Painting } from './painter';

export class PainterSwitch {
  private painter: Painter;
  /** Painted over until the better one has painted: the picture must not go black in between. */
  private retiring: Painter | null = null;
  private painting: Painting | null = null;
  private destroyed = false;
  private improving = false;
  /** Holds the canvases, so that a painter that comes later does not cover the marks. */
  private readonly host = document.createElement('div');

  constructor(
    root: HTMLElement,
    private readonly rendered: () => void,
  ) {
    this.host.className = 'viewer-canvas';
    root.append(this.host);
    this.painter = firstPainter(this.host, () => this.firstRendered());
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

  /** The engine takes long to fetch and start: not before there is something to look at. */
  private firstRendered(): void {
    this.rendered();
    if (this.improving || !this.painting) return;
    this.improving = true;
    void this.improve();
  }

  private async improve(): Promise<void> {
    const better = await betterPainter(
      this.host,
      () => this.betterRendered(),
      () => this.fallBack(),
    );
    if (!better) return;
    if (this.destroyed) {
      better.destroy();
      return;
    }
    this.retiring = this.painter;
    this.painter = better;
    better.paint(this.painting);
  }

  private fallBack(): void {
    this.retiring?.destroy();
    this.retiring = null;
    this.painter.destroy();
    this.painter = firstPainter(this.host, () => this.rendered());
    this.painter.paint(this.painting);
  }

  private betterRendered(): void {
    this.retiring?.destroy();
    this.retiring = null;
    this.rendered();
  }
}
