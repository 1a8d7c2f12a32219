/**
 * Paints with a 2D canvas. It is the fallback where there is no WebGL, and it shows the first image while the
 * large rendering engine is still being fetched.
 */
import type { Frame } from './frames';
import type { Painter, Painting } from './painter';

export class CanvasPainter implements Painter {
  private readonly canvas = document.createElement('canvas');
  private readonly bitmap = document.createElement('canvas');
  private painting: Painting | null = null;
  private scheduled = 0;
  private drawn: { frame: Frame; lower: number; upper: number; invert: boolean } | null = null;

  constructor(
    host: HTMLElement,
    private readonly rendered: () => void,
  ) {
    this.canvas.className = 'viewer-canvas';
    host.append(this.canvas);
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
    this.canvas.remove();
  }

  private draw(): void {
    const { painting, canvas } = this;
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) return;
    const ratio = window.devicePixelRatio || 1;
    if (painting) resize(canvas, painting.size.width * ratio, painting.size.height * ratio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = '#000';
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (!painting) return;
    this.window(painting);
    const [a, b, c, d, e, f] = painting.affine;
    context.setTransform(a * ratio, b * ratio, c * ratio, d * ratio, e * ratio, f * ratio);
    context.imageSmoothingEnabled = true;
    // Positions name the centres of pixels; the picture begins half a pixel before the first.
    context.drawImage(this.bitmap, -0.5, -0.5);
  }

  /** Put the window over the values into the bitmap, unless that is what is there. */
  private window({ frame, lower, upper, invert }: Painting): void {
    const { drawn, bitmap } = this;
    if (drawn?.frame === frame && drawn.lower === lower && drawn.upper === upper && drawn.invert === invert) {
      return;
    }
    resize(bitmap, frame.columns, frame.rows);
    const context = bitmap.getContext('2d');
    if (!context) return;
    context.putImageData(new ImageData(toRgba(frame, lower, upper, invert), frame.columns), 0, 0);
    this.drawn = { frame, lower, upper, invert };
  }
}

function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  const [w, h] = [Math.max(1, Math.round(width)), Math.max(1, Math.round(height))];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
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
