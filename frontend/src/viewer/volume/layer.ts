/** The second series of a viewport: its frames, its window, and the canvas it is painted on. */
import type { ImageInfo, SeriesImages } from '../../shared/images';
import type { Affine, Size } from '../camera';
import type { FrameSource, Wish } from '../frameLoader';
import type { Frame } from '../frames';
import { planeOf } from '../geometry';
import { between, blend, hotIron, overlayAffine } from './fusion';

export interface LayerView {
  series: SeriesImages;
  /** 0…1 */
  opacity: number;
  lower: number;
  upper: number;
}

interface Drawn {
  frame: Frame;
  lower: number;
  upper: number;
}

const BLENDED_KEPT = 8;

export class FusionLayer {
  private readonly canvas = document.createElement('canvas');
  private readonly bitmap = document.createElement('canvas');
  private readonly blended = new Map<string, Frame>();
  private view: LayerView | null = null;
  private source: FrameSource | null = null;
  private wish: Wish | null = null;
  private drawn: Drawn | null = null;

  constructor(
    host: HTMLElement,
    private readonly sourceOf: (series: SeriesImages) => FrameSource,
    private readonly arrived: () => void,
  ) {
    this.canvas.className = 'viewer-canvas viewer-fusion';
    host.append(this.canvas);
  }

  current(): LayerView | null {
    return this.view;
  }

  set(view: LayerView | null): void {
    const same = view?.series === this.view?.series;
    this.view = view;
    if (same) return;
    if (this.wish) this.source?.drop(this.wish);
    this.blended.clear();
    this.wish = null;
    if (!view) return;
    this.source = this.sourceOf(view.series);
    const { series } = view;
    this.wish = { series, current: 0, failed: new Map(), arrived: this.arrived, refused: () => undefined };
    this.source.add(this.wish);
  }

  /** Paint the layer over `base`, as it lies on the screen. */
  paint(base: ImageInfo | null, onScreen: Affine | null, size: Size): void {
    const { canvas, view } = this;
    const found = base && view && this.frameAt(base, view);
    canvas.style.display = found && onScreen ? '' : 'none';
    if (!found || !onScreen) return;
    const [here, there] = [planeOf(base), planeOf(found.image)];
    const context = canvas.getContext('2d');
    if (!here || !there || !context) return;
    const ratio = window.devicePixelRatio || 1;
    const [wide, high] = [
      Math.max(1, Math.round(size.width * ratio)),
      Math.max(1, Math.round(size.height * ratio)),
    ];
    if (canvas.width !== wide) canvas.width = wide;
    if (canvas.height !== high) canvas.height = high;
    this.tint(found.frame, view);
    const [a, b, c, d, e, f] = overlayAffine(here, there, onScreen);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.globalAlpha = view.opacity;
    context.setTransform(a * ratio, b * ratio, c * ratio, d * ratio, e * ratio, f * ratio);
    context.drawImage(this.bitmap, -0.5, -0.5);
  }

  destroy(): void {
    this.set(null);
    this.canvas.remove();
  }

  private frameAt(base: ImageInfo, { series }: LayerView): { frame: Frame; image: ImageInfo } | null {
    const plane = planeOf(base);
    const place = plane && between(plane, series.images);
    const image = place && series.images[place.first];
    if (!place || !image || !this.wish || !this.source) return null;
    if (this.wish.current !== place.first) this.source.moved(this.wish, place.first);
    const [first, second] = [this.source.get(series, place.first), this.source.get(series, place.second)];
    if (!first || !second) return null;
    const part = Math.round(place.part * 64) / 64;
    const key = `${place.first} ${place.second} ${part}`;
    let frame = this.blended.get(key);
    if (!frame) {
      frame = blend(first, second, part);
      this.blended.set(key, frame);
      for (const old of this.blended.keys()) {
        if (this.blended.size <= BLENDED_KEPT) break;
        this.blended.delete(old);
      }
    }
    return { frame, image };
  }

  /** Colours and transparency of the values; what is cold lets the other image through. */
  private tint(frame: Frame, { lower, upper }: LayerView): void {
    const { drawn, bitmap } = this;
    if (drawn?.frame === frame && drawn.lower === lower && drawn.upper === upper) return;
    if (bitmap.width !== frame.columns) bitmap.width = frame.columns;
    if (bitmap.height !== frame.rows) bitmap.height = frame.rows;
    const context = bitmap.getContext('2d');
    if (!context) return;
    const rgba = new Uint8ClampedArray(frame.rows * frame.columns * 4);
    const table = Array.from({ length: 256 }, (_, index) => hotIron(index / 255));
    const width = Math.max(1e-9, upper - lower);
    for (let at = 0; at < frame.pixels.length; at += 1) {
      const part = Math.min(1, Math.max(0, ((frame.pixels[at] ?? 0) - lower) / width));
      const color = table[Math.round(part * 255)] ?? [0, 0, 0];
      rgba.set(color, at * 4);
      rgba[at * 4 + 3] = Math.min(255, part * 1020);
    }
    context.putImageData(new ImageData(rgba, frame.columns), 0, 0);
    this.drawn = { frame, lower, upper };
  }
}
