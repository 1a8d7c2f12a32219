/** What marks are measured with: their own image and its values, wherever they are shown. */
import type { ImageRef } from '../../shared/images';
import { frameOf, imageOf } from '../known';
import type { Mark } from '../types';
import { calibrationOf, type MeasureContext } from './measure';

type CalibrationLine = Pick<Mark, 'tool' | 'points' | 'text' | 'image' | 'value'>;

/** Millimetres of a unit by SOP Instance UID, as calibration lines say; the newest line of an object counts. */
export type Calibrations = ReadonlyMap<string, number>;

export function calibrationsFrom(marks: readonly CalibrationLine[]): Calibrations {
  const found = new Map<string, number>();
  for (const mark of marks) {
    if (mark.tool !== 'calibration') continue;
    const known = imageOf(mark.image);
    const mm = known && calibrationOf(mark, known.image);
    if (mm) found.set(mark.image.sopUid, mm);
  }
  return found;
}

/** Null while nothing is known about the image. */
export function contextOf(ref: ImageRef, calibrations: Calibrations): MeasureContext | null {
  const known = imageOf(ref);
  if (!known) return null;
  return { image: known.image, frame: frameOf(ref), calibration: calibrations.get(ref.sopUid) ?? null };
}
