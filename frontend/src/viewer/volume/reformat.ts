/** Planes cut out of a volume: their description as a series, and their values. Pure functions. */
import type { ImageInfo, Plane3, Reformat, SeriesImages, SlabMode } from '../../shared/images';
import { add, dot, scale } from '../../shared/vec3';
import type { Frame, Pixels } from '../frames';
import {
  type Cut,
  cutOf,
  direction,
  isRefusal,
  type Refusal,
  slabOf,
  startOf,
  type Volume,
  volumeOf,
  type Walk,
} from './volume';

export interface Slab {
  mode: SlabMode;
  /** 0: one layer. */
  mm: number;
}

export const THIN: Slab = { mode: 'average', mm: 0 };

/** The stack of planes cut out of a series, or why there is none. */
export function reformatted(
  series: SeriesImages,
  plane: Plane3,
  slab: Slab,
  limit?: number,
): SeriesImages | Refusal {
  const volume = volumeOf(series, limit);
  if (isRefusal(volume)) return volume;
  const cut = cutOf(volume, plane);
  const count = volume.size[cut.through.axis];
  return {
    ...series,
    images: Array.from({ length: count }, (_, index) =>
      planeImage(volume, cut, { plane, mode: slab.mode, slab_mm: slab.mm, index }),
    ),
    cutFrom: series,
  };
}

function planeImage(volume: Volume, cut: Cut, reformat: Reformat): ImageInfo {
  const { series, size, spacing } = volume;
  const first = series.images[0];
  if (!first) throw new Error('a volume has images');
  const step = scale(direction(volume, cut.through), spacing[cut.through.axis]);
  const { from, to } = slabOf(volume, cut, reformat.index, reformat.slab_mm);
  const position = add(startOf(volume, cut), scale(step, reformat.index));
  return {
    ...first,
    rows: size[cut.down.axis],
    columns: size[cut.across.axis],
    pixelSpacing: [spacing[cut.down.axis], spacing[cut.across.axis]],
    imagePosition: position,
    imageOrientation: [...direction(volume, cut.across), ...direction(volume, cut.down)],
    sliceThickness: (to - from + 1) * spacing[cut.through.axis],
    sliceLocation: dot(position, direction(volume, cut.through)),
    instanceNumber: null,
    reformat,
  };
}

/** Where a walk's step `index` lies along its axis of the volume. */
function place(volume: Volume, { axis, backwards }: Walk, index: number): number {
  return backwards ? volume.size[axis] - 1 - index : index;
}

/**
 * The values of one plane. `frames` are those of the series, in the order of its images. An average is kept with its
 * fractions; the largest and the smallest are values that were acquired.
 */
export function planeFrame(
  volume: Volume,
  frames: readonly Frame[],
  { plane, mode, slab_mm, index }: Reformat,
): Frame {
  const cut = cutOf(volume, plane);
  const { from, to } = slabOf(volume, cut, index, slab_mm);
  const sorted = volume.order.flatMap((at) => frames[at] ?? []);
  const columns = volume.size[cut.across.axis];
  const rows = volume.size[cut.down.axis];
  const fold = new Fold(from === to ? 'mip' : mode, rows * columns, sorted[0]?.pixels, to - from + 1);
  for (let layer = from; layer <= to; layer += 1) {
    addLayer(volume, cut, sorted, place(volume, cut.through, layer), fold);
  }
  return { rows, columns, components: 1, ...fold.finish() };
}

/** Makes one layer of several. */
class Fold {
  private readonly out: Pixels;
  private first = true;

  constructor(
    private readonly mode: SlabMode,
    count: number,
    like: Pixels | undefined,
    private readonly layers: number,
  ) {
    this.out = mode === 'average' || !like ? new Float32Array(count) : sameKind(like, count);
  }

  /** Take the value of one pixel of a layer. */
  put(at: number, value: number): void {
    const { out } = this;
    if (this.mode === 'average') out[at] = (out[at] ?? 0) + value / this.layers;
    else if (this.first) out[at] = value;
    else if (this.mode === 'mip' ? value > (out[at] ?? 0) : value < (out[at] ?? 0)) out[at] = value;
  }

  layerDone(): void {
    this.first = false;
  }

  finish(): Pick<Frame, 'pixels' | 'min' | 'max'> {
    let [min, max] = [Infinity, -Infinity];
    for (const value of this.out) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return { pixels: this.out, min, max };
  }
}

function sameKind(like: Pixels, count: number): Pixels {
  if (like instanceof Uint8Array) return new Uint8Array(count);
  if (like instanceof Int16Array) return new Int16Array(count);
  if (like instanceof Uint16Array) return new Uint16Array(count);
  return new Float32Array(count);
}

function addLayer(volume: Volume, cut: Cut, sorted: readonly Frame[], layer: number, fold: Fold): void {
  const rows = volume.size[cut.down.axis];
  const columns = volume.size[cut.across.axis];
  const width = volume.size[0];
  const at: [number, number, number] = [0, 0, 0];
  at[cut.through.axis] = layer;
  let out = 0;
  for (let row = 0; row < rows; row += 1) {
    at[cut.down.axis] = place(volume, cut.down, row);
    at[cut.across.axis] = place(volume, cut.across, 0);
    // Along a row only one coordinate runs: through one image's columns or rows, or through the images.
    const run = cut.across.backwards ? -1 : 1;
    const step = cut.across.axis === 0 ? run : cut.across.axis === 1 ? run * width : 0;
    let from = at[1] * width + at[0];
    let slice = at[2];
    for (let column = 0; column < columns; column += 1) {
      fold.put(out, sorted[slice]?.pixels[from] ?? 0);
      out += 1;
      from += step;
      if (cut.across.axis === 2) slice += run;
    }
  }
  fold.layerDone();
}
