/** What a mark measures, and how that is written. The same on every screen: nothing here knows the screen. */
import { t } from '../../shared/i18n';
import type { ImageInfo } from '../../shared/images';
import { distance2, dot2, length2, sub2, type Vec2 } from '../../shared/vec2';
import type { Vec3 } from '../../shared/vec3';
import type { Frame } from '../frames';
import type { Mark } from '../types';
import { ellipseOutline, polygonArea, type Statistics, statistics, valueAt } from './regions';
import { type ImageScale, scaleOf } from './scale';

export interface Measured {
  /** In mm, or in pixels where `unit` says so. Bidirectional: long axis first. */
  lengths: number[];
  /** Degrees, 0…180 (Cobb 0…90). */
  angle: number | null;
  /** The square of `unit`. */
  area: number | null;
  statistics: Statistics | null;
  /** Of a probe. */
  value: number | null;
  unit: 'mm' | 'px';
  source: ImageScale['source'];
  /** `HU`, `SUV`, … */
  valueUnit: string;
}

export type Measurable = Pick<Mark, 'tool' | 'points' | 'text'> & { value?: number | null };

/** What is needed to measure: the image, its values where they are loaded, and its calibration. */
export interface MeasureContext {
  image: ImageInfo;
  frame: Frame | null;
  calibration: number | null;
}

export function measure(mark: Pick<Mark, 'tool' | 'points'>, context: MeasureContext): Measured {
  const { image, frame } = context;
  const scale = scaleOf(image, context.calibration);
  const points = mark.points.map((point) => scale.toUnits(point));
  const k = scale.mmPerUnit ?? 1;
  const outline = outlineOf(mark.tool, points);
  const [first] = points;
  const pixels = outline.map((point) => scale.toPixels(point));
  return {
    lengths: lengthsOf(mark.tool, points).map((long) => long * k),
    angle: angleOf(mark.tool, points),
    area: outline.length > 0 ? areaOf(mark.tool, points, outline) * k * k : null,
    statistics: frame && pixels.length > 0 ? kept(frame, mark.points, pixels) : null,
    value: frame && first && mark.tool === 'probe' ? valueAt(frame, scale.toPixels(first)) : null,
    unit: scale.mmPerUnit === null ? 'px' : 'mm',
    source: scale.source,
    valueUnit: valueUnit(image),
  };
}

/** Statistics are asked for with every picture that is painted, and change only with the points. */
const known = new WeakMap<Frame, WeakMap<readonly Vec3[], Statistics>>();

function kept(frame: Frame, key: readonly Vec3[], pixels: readonly Vec2[]): Statistics | null {
  let ofFrame = known.get(frame);
  if (!ofFrame) known.set(frame, (ofFrame = new WeakMap()));
  const before = ofFrame.get(key);
  if (before) return before;
  const made = statistics(frame, pixels);
  if (made) ofFrame.set(key, made);
  return made;
}

function lengthsOf(tool: Mark['tool'], [a, b, c, d]: readonly Vec2[]): number[] {
  if (!a || !b) return [];
  if (tool === 'length' || tool === 'calibration') return [distance2(a, b)];
  if (tool === 'bidirectional' && c && d) {
    return [distance2(a, b), distance2(c, d)].sort((one, other) => other - one);
  }
  return [];
}

function angleOf(tool: Mark['tool'], [a, b, c, d]: readonly Vec2[]): number | null {
  if (!a || !b || !c) return null;
  if (tool === 'angle') return between(sub2(a, b), sub2(c, b));
  if (tool !== 'cobb' || !d) return null;
  const angle = between(sub2(b, a), sub2(d, c));
  return Math.min(angle, 180 - angle);
}

function between(one: Vec2, other: Vec2): number {
  const product = length2(one) * length2(other);
  if (product < 1e-12) return 0;
  const cos = Math.min(1, Math.max(-1, dot2(one, other) / product));
  return (Math.acos(cos) * 180) / Math.PI;
}

function outlineOf(tool: Mark['tool'], points: readonly Vec2[]): Vec2[] {
  if (tool === 'ellipse') return ellipseOutline(points);
  return tool === 'rectangle' || tool === 'freehand' ? [...points] : [];
}

function areaOf(tool: Mark['tool'], [a, b, c, d]: readonly Vec2[], outline: readonly Vec2[]): number {
  if (tool !== 'ellipse' || !a || !b || !c || !d) return polygonArea(outline);
  return (Math.PI * distance2(a, b) * distance2(c, d)) / 4;
}

function valueUnit(image: ImageInfo): string {
  if (image.valueUnit) return image.valueUnit;
  const type = image.rescaleType;
  return type && type !== 'US' && type !== 'CNTS' ? type : '';
}

/** `81.6 mm`; the number alone is one that no screen changes. */
function size(value: number, { unit }: Measured): string {
  return `${value.toFixed(1)} ${unit}`;
}

function squared(area: number, { unit }: Measured): string {
  // A square millimetre with decimals says more than the drawing can.
  if (unit === 'px') return `${area.toFixed(0)} px²`;
  return area >= 1000 ? `${(area / 100).toFixed(2)} cm²` : `${area.toFixed(1)} mm²`;
}

/** Where millimetres are not those of the body, in words. */
export function sourceText(source: ImageScale['source']): string {
  if (source === 'calibrated') return t('calibrated by hand');
  // A projection is larger on the detector than in the body, and the file does not say by how much.
  return source === 'ImagerPixelSpacing' ? t('detector') : '';
}

function withSource(text: string, { source, unit }: Measured): string {
  const words = unit === 'mm' ? sourceText(source) : '';
  return words ? `${text} (${words})` : text;
}

/** A value with as many digits as it can mean. */
export function valueText(value: number, unit: string): string {
  const digits = unit === 'SUV' ? 2 : Number.isInteger(value) ? 0 : 1;
  const text = value.toFixed(digits);
  return unit ? `${text} ${unit}` : text;
}

/** The lines at a mark on the image. Without `detail` as few as say what it is: labels lie on images. */
export function labelLines(mark: Measurable, context: MeasureContext, detail = true): string[] {
  const measured = measure(mark, context);
  const { lengths, angle, area, statistics: found, value, valueUnit: unit } = measured;
  const words = mark.text ? [mark.text] : [];
  switch (mark.tool) {
    case 'length':
      return [...words, withSource(size(lengths[0] ?? 0, measured), measured)];
    case 'calibration':
      return [...words, t('%(size)s by definition', { size: `${(mark.value ?? 0).toFixed(1)} mm` })];
    case 'bidirectional':
      return [
        ...words,
        withSource(`${(lengths[0] ?? 0).toFixed(1)} × ${size(lengths[1] ?? 0, measured)}`, measured),
      ];
    case 'angle':
    case 'cobb':
      return [...words, `${(angle ?? 0).toFixed(1)}°`];
    case 'ellipse':
    case 'rectangle':
    case 'freehand': {
      const size = withSource(squared(area ?? 0, measured), measured);
      if (detail) return [...words, size, ...(found ? statisticsLines(found, unit) : [])];
      return [...words, found ? meanText(found, unit) : size];
    }
    case 'probe':
      return [...words, ...(value === null ? [] : [valueText(value, unit)])];
    case 'arrow':
    case 'comment':
      return words;
  }
}

function meanText({ mean }: Statistics, unit: string): string {
  return `${t('Mean')} ${mean.toFixed(unit === 'SUV' ? 2 : 1)}${unit && ` ${unit}`}`;
}

function statisticsLines(found: Statistics, unit: string): string[] {
  const { sd, min, max } = found;
  const digits = unit === 'SUV' ? 2 : 1;
  const whole = Number.isInteger(min) && Number.isInteger(max) ? 0 : digits;
  return [
    `${meanText(found, unit)}, ${t('SD')} ${sd.toFixed(digits)}`,
    `${t('Min')} ${min.toFixed(whole)}, ${t('Max')} ${max.toFixed(whole)}`,
  ];
}

/** The one number that stands for a mark in a list; empty where there is none. */
export function shortValue(mark: Measurable, context: MeasureContext): string {
  const measured = measure(mark, context);
  if (mark.tool === 'arrow' || mark.tool === 'comment') return '';
  const { statistics: found, valueUnit: unit } = measured;
  if (found) return `${found.mean.toFixed(unit === 'SUV' ? 2 : 1)}${unit && ` ${unit}`}`;
  if (mark.tool === 'calibration') return `${(mark.value ?? 0).toFixed(1)} mm`;
  return labelLines({ ...mark, text: '' }, context)[0] ?? '';
}

/** Millimetres of a unit, from a calibration line drawn on the object; null where it has no length. */
export function calibrationOf(mark: Measurable, image: ImageInfo): number | null {
  const scale = scaleOf(image);
  const [long = 0] = lengthsOf(
    'calibration',
    mark.points.map((point) => scale.toUnits(point)),
  );
  return long > 0 && mark.value ? mark.value / long : null;
}
