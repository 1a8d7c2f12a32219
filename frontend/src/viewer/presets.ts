/** Windows to choose from, by modality. */
import type { ImageInfo } from '../shared/images';
import type { Frame } from './frames';

export interface WindowPreset {
  name: string;
  lower: number;
  upper: number;
}

const CT: readonly [name: string, width: number, level: number][] = [
  ['Abdomen', 400, 40],
  ['Lung', 1500, -600],
  ['Mediastinum', 350, 40],
  ['Bone', 2500, 480],
  ['Brain', 80, 40],
  ['Subdural', 200, 75],
  ['Stroke', 40, 40],
  ['Liver', 150, 30],
  ['Angio', 600, 300],
];

/** Standardised uptake values, from nought: PET is read against the same scale in every patient. */
const SUV: readonly number[] = [5, 7, 10, 15, 20];

/** PET is read black on white. */
export function opensInverted(modality: string): boolean {
  return modality === 'PT';
}

/**
 * Width and level as lower and upper bound. This is DICOM's LINEAR_EXACT; the default LINEAR (PS3.3 C.11.2.1.2)
 * differs by half a grey level, which nobody sees, but it cannot hold windows narrower than 1, which PET has.
 */
export function bounds(width: number, level: number): { lower: number; upper: number } {
  return { lower: level - width / 2, upper: level + width / 2 };
}

/** The presets of an image: the usual ones of its modality, then the file's own; MR and others by their values. */
export function presetsFor(modality: string, image: ImageInfo, frame: Frame | null): WindowPreset[] {
  const own = image.windows.map((window, index) => ({
    name: window.name ?? (index === 0 ? 'Default' : `Default ${index + 1}`),
    ...bounds(window.width, window.center),
  }));
  if (modality === 'CT') return [...CT.map(([name, w, l]) => ({ name, ...bounds(w, l) })), ...own];
  if (image.valueUnit === 'SUV') {
    return SUV.map((upper) => ({ name: `SUV 0-${upper}`, lower: 0, upper }));
  }
  if (!frame || frame.components === 3) return own;
  return [
    ...own,
    { name: 'Auto', ...percentileWindow(frame, 0.01, 0.99) },
    { name: 'High contrast', ...percentileWindow(frame, 0.1, 0.95) },
    { name: 'Full range', lower: frame.min, upper: Math.max(frame.max, frame.min + 1) },
  ];
}

/** How an image is windowed before anybody chose: its own window, the modality's usual one, or by its values. */
export function defaultWindow(
  modality: string,
  image: ImageInfo,
  frame: Frame,
): { lower: number; upper: number } {
  if (frame.components === 3) return { lower: 0, upper: 255 };
  if (image.valueUnit === 'SUV') return { lower: 0, upper: 7 };
  const [window] = image.windows;
  if (window) return bounds(window.width, window.center);
  if (modality === 'CT') return bounds(400, 40);
  return percentileWindow(frame, 0.01, 0.99);
}

const BINS = 1024;

/** The window between two percentiles of an image's values. */
export function percentileWindow(frame: Frame, low: number, high: number): { lower: number; upper: number } {
  const { pixels, min, max } = frame;
  const step = (max - min) / BINS;
  if (!(step > 0)) return { lower: min - 0.5, upper: min + 0.5 };
  const histogram = new Uint32Array(BINS);
  for (const value of pixels) {
    const bin = Math.min(BINS - 1, Math.floor((value - min) / step));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
  const at = (part: number): number => {
    let rest = part * pixels.length;
    const bin = histogram.findIndex((count) => (rest -= count) <= 0);
    return min + (bin < 0 ? BINS : bin) * step;
  };
  const lower = at(low);
  return { lower, upper: Math.max(lower + step, at(high) + step) };
}
