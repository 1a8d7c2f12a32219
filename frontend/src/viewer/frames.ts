/** Turns the bytes of a frame into values that can be painted. */
import type { ImageInfo } from '../shared/images';

export type Pixels = Uint8Array | Int16Array | Uint16Array | Float32Array;

export interface Frame {
  rows: number;
  columns: number;
  /** 1: values in the modality's unit. 3: interleaved RGB of 8 bits. */
  components: 1 | 3;
  pixels: Pixels;
  min: number;
  max: number;
}

/** A frame that cannot be shown; `message` is the reason for the tile in its place. */
export class FrameError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'FrameError';
  }
}

type Stored = Uint8Array | Int8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

/**
 * The server sends the stored values in little endian, or RGB for everything in colour; how many bytes there are
 * tells which. The rescale to the modality's unit is done here, once, so that windows, measurements and both
 * painters speak of the same values.
 */
export function decodeFrame(body: ArrayBuffer, image: ImageInfo): Frame {
  const { rows, columns } = image;
  const perPixel = body.byteLength / (rows * columns);
  if (perPixel === 3) {
    return { rows, columns, components: 3, pixels: new Uint8Array(body), min: 0, max: 255 };
  }
  const stored = storedValues(body, perPixel, image.signed);
  return { rows, columns, components: 1, ...rescaled(stored, image.rescaleSlope, image.rescaleIntercept) };
}

// Every machine a browser runs on is little endian, as the bytes are.
function storedValues(body: ArrayBuffer, perPixel: number, signed: boolean): Stored {
  switch (perPixel) {
    case 1:
      return signed ? new Int8Array(body) : new Uint8Array(body);
    case 2:
      return signed ? new Int16Array(body) : new Uint16Array(body);
    case 4:
      return signed ? new Int32Array(body) : new Uint32Array(body);
    default:
      throw new FrameError('bad_frame', 'The image has another size than its description says.');
  }
}

function rescaled(stored: Stored, slope: number, intercept: number): Pick<Frame, 'pixels' | 'min' | 'max'> {
  let low = Infinity;
  let high = -Infinity;
  for (const value of stored) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const ends = [low * slope + intercept, high * slope + intercept];
  const [min, max] = [Math.min(...ends), Math.max(...ends)];
  return { pixels: values(stored, slope, intercept, min, max), min, max };
}

function values(stored: Stored, slope: number, intercept: number, min: number, max: number): Pixels {
  const plain = slope === 1 && intercept === 0;
  if (plain && (stored instanceof Uint8Array || stored instanceof Int16Array)) return stored;
  if (plain && stored instanceof Uint16Array) return stored;
  const exact = Number.isInteger(slope) && Number.isInteger(intercept);
  // Half the memory where nothing is lost by it.
  const pixels =
    exact && min >= -32_768 && max <= 32_767
      ? new Int16Array(stored.length)
      : new Float32Array(stored.length);
  for (let at = 0; at < stored.length; at += 1) {
    pixels[at] = (stored[at] ?? 0) * slope + intercept;
  }
  return pixels;
}
