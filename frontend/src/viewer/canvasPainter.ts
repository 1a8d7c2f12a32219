/**
 * Paints with a 2D canvas. It is the fallback where there is no WebGL, and it shows the first image while the
 * large rendering engine is still being fetched.
 *
 * The canvas has the image's own pixels, and a transform puts it onto the screen. Drawing it once more, scaled, into a
 * second canvas would double the work of each picture, and it would have to be done for every step of a pan or zoom.
 */
import type { Frame } from './frames';
import type { Painter, Painting } from './painter';

export class CanvasPainter implements Painter {
  private readonly host = document.createElement('div');
  private readonly canvas = document.createElement('canvas');
  private painting: Painting | null = null;
  private scheduled = 0;
  private drawn: { frame: Frame; lower: number; upper: number; invert: boolean } | null = null;

  constructor(
    host: HTMLElement,
    private readonly rendered: () => void,
  ) {
    this.host.className = 'viewer-canvas viewer-flat';
    this.host.append(this.canvas);
    host.append(this.host);
  }

  paint(painting: Painting | null): void {
    this.painting = painting;
    if (this.scheduled) return;
    this.scheduled = requestAnimationFrame(() => {
      this.scheduled = 0;
      this.draw();
      this.rendered();
    });
  }

  destroy(): void {
    cancelAnimationFrame(this.scheduled);
    this.host.remove();
  }

  private draw(): void {
    const { painting, canvas } = this;
    canvas.style.display = painting ? '' : 'none';
    if (!painting) return;
    this.window(painting);
    const [a, b, c, d, e, f] = painting.affine;
    // Positions name the centres of pixels; the picture begins half a pixel before the first.
    const at = [a, b, c, d, e - (a + c) / 2, f - (b + d) / 2];
    canvas.style.transform = `matrix(${at.join(',')})`;
  }

  /** Put the window over the values into the canvas, unless that is what is there. */
  private window({ frame, lower, upper, invert }: Painting): void {
    const { drawn, canvas } = this;
    if (drawn?.frame === frame && drawn.lower === lower && drawn.upper === upper && drawn.invert === invert) {
      return;
    }
    if (canvas.width !== frame.columns) canvas.width = frame.columns;
    if (canvas.height !== frame.rows) canvas.height = frame.rows;
    // Values are written and nothing is drawn: memory that the processor reaches is the quicker one.
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) return;
    context.putImageData(new ImageData(toRgba(frame, lower, upper, invert), frame.columns), 0, 0);
    this.drawn = { frame, lower, upper, invert };
  }
}

/** The values of a frame under a window, as opaque RGBA. */
export function toRgba(
  frame: Frame,
  lower: number,
  upper: number,
  invert: boolean,
): Uint8ClampedArray<ArrayBuffer> {
  const { pixels, components } = frame;
  const count = frame.rows * frame.columns;
  const rgba = new Uint8ClampedArray(count * 4);
  const factor = (invert ? -255 : 255) / Math.max(1e-9, upper - lower);
  const base = invert ? 255 - lower * factor : -lower * factor;
  for (let at = 0; at < count; at += 1) {
    const from = at * components;
    const first = (pixels[from] ?? 0) * factor + base;
    rgba[at * 4] = first;
    rgba[at * 4 + 1] = components === 3 ? (pixels[from + 1] ?? 0) * factor + base : first;
    rgba[at * 4 + 2] = components === 3 ? (pixels[from + 2] ?? 0) * factor + base : first;
    rgba[at * 4 + 3] = 255;
  }
  return rgba;
}
