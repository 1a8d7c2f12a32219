/** A loupe under the pointer: the same values through the same window, larger. */
import { CanvasPainter } from './canvasPainter';
import type { Painting } from './painter';
import type { ScreenPoint } from './marks/grips';

const SIZE = 200;
const FACTOR = 2.5;

export class Magnifier {
  private readonly element = document.createElement('div');
  private readonly painter: CanvasPainter;

  constructor(root: HTMLElement) {
    this.element.className = 'viewer-magnifier';
    this.element.hidden = true;
    root.append(this.element);
    this.painter = new CanvasPainter(this.element, () => undefined);
  }

  /** Show what lies at a place of the viewport; beside the finger where `aside` says so. */
  show(at: ScreenPoint, painting: Painting | null, aside = false): void {
    this.element.hidden = painting === null;
    if (!painting) return;
    const { width, height } = painting.size;
    const x = aside ? (at.x < SIZE + 40 ? width - SIZE : 0) : at.x - SIZE / 2;
    const y = aside ? 0 : at.y - SIZE / 2;
    this.element.style.transform = `translate(${x}px, ${Math.min(y, height - SIZE / 2)}px)`;
    const [a, b, c, d, e, f] = painting.affine;
    const shift = (origin: number, centre: number): number => (origin - centre) * FACTOR + SIZE / 2;
    this.painter.paint({
      ...painting,
      size: { width: SIZE, height: SIZE },
      affine: [a * FACTOR, b * FACTOR, c * FACTOR, d * FACTOR, shift(e, at.x), shift(f, at.y)],
    });
  }

  hide(): void {
    this.element.hidden = true;
  }

  destroy(): void {
    this.painter.destroy();
    this.element.remove();
  }
}
