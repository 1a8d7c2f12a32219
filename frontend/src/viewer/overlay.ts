/** The words and letters on an image: pure functions. Texts marked contract are read by programs outside. */
import type { ImageInfo } from '../shared/images';
import type { Vec3 } from '../shared/vec3';
import type { Affine } from './camera';

/** Rounded, with an ASCII hyphen and without -0; narrow windows, as PET has, with what they need. */
function tidy(value: number, width: number): string {
  const digits = width >= 20 ? 0 : width >= 2 ? 1 : 3;
  return String(Number(value.toFixed(digits)) + 0);
}

/** Contract: `W 400 L 40`. */
export function windowText(lower: number, upper: number): string {
  const width = upper - lower;
  return `W ${tidy(width, width)} L ${tidy((upper + lower) / 2, width)}`;
}

/** Contract: `Image 42/120`. */
export function imageText(index: number, count: number): string {
  return `Image ${index + 1}/${count}`;
}

/** Contract: `Zoom 100%`; 100 % is the whole image fitted into the viewport. */
export function zoomText(zoom: number): string {
  return `Zoom ${Math.round(zoom * 100)}%`;
}

export interface EdgeLetters {
  top: string;
  right: string;
  bottom: string;
  left: string;
}

/** Where the edges of the screen look in the patient, or null when nobody knows. */
export function orientationLetters(
  orientation: ImageInfo['imageOrientation'],
  [a, b, c, d]: Affine,
): EdgeLetters | null {
  if (!orientation) return null;
  const [rx, ry, rz, cx, cy, cz] = orientation;
  const det = a * d - b * c;
  // The pixel step that moves along the screen, weighted by how many screen pixels a pixel takes.
  const across = Math.hypot(a, b);
  const down = Math.hypot(c, d);
  const direction = (x: number, y: number): Vec3 => {
    const column = ((d * x - c * y) / det) * across;
    const row = ((a * y - b * x) / det) * down;
    return [rx * column + cx * row, ry * column + cy * row, rz * column + cz * row];
  };
  return {
    top: letters(direction(0, -1)),
    right: letters(direction(1, 0)),
    bottom: letters(direction(0, 1)),
    left: letters(direction(-1, 0)),
  };
}

const OBLIQUE = 0.26; // sine of 15 degrees: less than that is not worth a second letter

/** `R`, `AL`, `HPR` …: the main directions of a vector, largest part first (L, P and H are positive in LPS). */
export function letters([x, y, z]: Vec3): string {
  return [
    { size: Math.abs(x), letter: x > 0 ? 'L' : 'R' },
    { size: Math.abs(y), letter: y > 0 ? 'P' : 'A' },
    { size: Math.abs(z), letter: z > 0 ? 'H' : 'F' },
  ]
    .filter(({ size }) => size > OBLIQUE)
    .sort((one, other) => other.size - one.size)
    .map(({ letter }) => letter)
    .join('');
}

/** Axial, coronal or sagittal where the plane is near one of them. */
export function planeName(orientation: ImageInfo['imageOrientation']): string | null {
  if (!orientation) return null;
  const [a, b, c, d, e, f] = orientation;
  const normal = [Math.abs(b * f - c * e), Math.abs(c * d - a * f), Math.abs(a * e - b * d)];
  const names = ['sagittal', 'coronal', 'axial'];
  const at = normal.findIndex((part) => part > 0.8);
  return names[at] ?? null;
}

export interface ScaleBar {
  pixels: number;
  text: string;
}

/** The longest round length that takes no more than `most` screen pixels. */
export function scaleBar(pixelsPerMm: number, most: number): ScaleBar | null {
  if (!(pixelsPerMm > 0) || !Number.isFinite(pixelsPerMm)) return null;
  const limit = most / pixelsPerMm;
  const power = 10 ** Math.floor(Math.log10(limit));
  const step = [8, 5, 4, 2, 1].find((candidate) => candidate * power <= limit) ?? 1;
  const mm = step * power;
  const round = (value: number): string => String(Number(value.toPrecision(3)));
  return { pixels: mm * pixelsPerMm, text: mm >= 10 ? `${round(mm / 10)} cm` : `${round(mm)} mm` };
}

/** `20261112` as `12 Nov 2026`, in the reader's language; anything else as it is. */
export function dateText(date: string | null, locale?: string): string {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(date ?? '');
  if (!match) return date ?? '';
  const day = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
  const options = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locale ?? 'en-GB', options).format(day);
}
