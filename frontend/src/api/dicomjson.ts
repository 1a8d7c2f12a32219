/**
 * Reads the DICOM JSON model (PS3.18 annex F). Everything in it is hostile: a value of another type than the
 * attribute's is an error with a code, and nothing is trusted for being there.
 */
import { t } from '../shared/i18n';
import { ApiError, isRecord } from './errors';

export type Dataset = Record<string, unknown>;

export function badMetadata(message: string): ApiError {
  return new ApiError('bad_metadata', t(message));
}

export function asDataset(value: unknown): Dataset {
  if (!isRecord(value)) throw badMetadata('An instance is not an object.');
  return value;
}

export function values(dataset: Dataset, tag: string): readonly unknown[] {
  const attribute = dataset[tag];
  if (attribute === undefined) return [];
  if (!isRecord(attribute)) throw badMetadata(t('Attribute %(tag)s is not an object.', { tag }));
  const value = attribute.Value;
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw badMetadata(t('Attribute %(tag)s has no list of values.', { tag }));
  return value;
}

/** DS and IS may come as numbers or as their text; an empty place in a list is null. */
export function numbers(dataset: Dataset, tag: string): number[] {
  return values(dataset, tag).flatMap((value) => {
    if (value === null || value === '') return [];
    const number = typeof value === 'string' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) {
      throw badMetadata(t('Attribute %(tag)s is not a number.', { tag }));
    }
    return [number];
  });
}

export function number(dataset: Dataset, tag: string): number | null {
  return numbers(dataset, tag)[0] ?? null;
}

export function texts(dataset: Dataset, tag: string): string[] {
  return values(dataset, tag).map((value) => {
    if (value === null) return '';
    if (typeof value !== 'string') throw badMetadata(t('Attribute %(tag)s is not text.', { tag }));
    return value;
  });
}

export function text(dataset: Dataset, tag: string): string | null {
  const first = texts(dataset, tag)[0]?.trim();
  return first ? first : null;
}

/** Only the first item: all sequences read here have one. */
export function item(dataset: Dataset, tag: string): Dataset | null {
  return items(dataset, tag)[0] ?? null;
}

export function items(dataset: Dataset, tag: string): Dataset[] {
  return values(dataset, tag).map((value) => {
    if (!isRecord(value)) throw badMetadata(t('Attribute %(tag)s is not a sequence.', { tag }));
    return value;
  });
}

/** `Lindqvist^Erik` as `LINDQVIST, Erik`: the family name stands out in every list. */
export function personName(dataset: Dataset, tag: string): string | null {
  const first = values(dataset, tag)[0];
  if (first === undefined || first === null) return null;
  const whole = isRecord(first) ? (first.Alphabetic ?? first.Ideographic ?? first.Phonetic ?? '') : first;
  if (typeof whole !== 'string') throw badMetadata(t('Attribute %(tag)s is not a name.', { tag }));
  const [family = '', given = '', middle = ''] = whole.split('^').map((part) => part.trim());
  const rest = [given, middle].filter(Boolean).join(' ');
  return [family.toLocaleUpperCase(), rest].filter(Boolean).join(', ') || null;
}
