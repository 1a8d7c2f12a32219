/** Findings in words: what they are called, what they measure, whose they are to change. Pure functions. */
import type { Annotation } from '../../protocol/generated';
import { msg, t } from '../../shared/i18n';
import type { RoomView } from '../../sync';
import {
  type Calibrations,
  contextOf,
  imageOf,
  MARK_OF,
  type MarkTool,
  shortValue,
  type Tool,
} from '../../viewer';
import { fromWire } from './refs';

/** The tool's name, as its button has it. */
export function toolName(tool: MarkTool): Tool {
  const found = Object.entries(MARK_OF).find(([, made]) => made === tool);
  return (found?.[0] as Tool | undefined) ?? 'Length';
}

export const TOOL_NAMES = [
  msg('Length'),
  msg('Angle'),
  msg('Cobb angle'),
  msg('Bidirectional'),
  msg('Ellipse'),
  msg('Rectangle'),
  msg('Freehand'),
  msg('Probe'),
  msg('Arrow'),
  msg('Comment'),
  msg('Calibration'),
];

export function titleOf(mark: Annotation): string {
  return mark.text || t(toolName(mark.tool));
}

export function valueOf(mark: Annotation, calibrations: Calibrations): string {
  const context = contextOf(fromWire(mark.image), calibrations);
  return context ? shortValue(mark, context) : '';
}

export function placeOf(mark: Annotation): string {
  const found = imageOf(fromWire(mark.image));
  if (!found) return '';
  const number = found.index + 1;
  const plane = mark.image.reformat?.plane;
  return plane
    ? t('%(plane)s, image %(number)s', { plane: t(plane), number })
    : t('image %(number)s', { number });
}

export const PLANES = [msg('axial'), msg('coronal'), msg('sagittal')];

export function isHost(view: RoomView): boolean {
  return view.people.some((person) => person.id === view.me && person.host);
}

/** Whether I may change a mark: it is mine, I am the host, or it is open to all; and it is not locked. */
export function mayChange(view: RoomView, mark: Annotation): boolean {
  if (mark.editable_by === 'nobody') return false;
  return mark.editable_by === 'everyone' || mayLock(view, mark);
}

/** Whether I may say who changes it, and take it away. */
export function mayLock(view: RoomView, mark: Annotation): boolean {
  return mark.author === view.me || isHost(view);
}

export interface MarkFilter {
  hiddenAuthors: ReadonlySet<string>;
  hiddenTools: ReadonlySet<MarkTool>;
  /** In the author's colour instead of yellow. */
  byAuthor: boolean;
}

export const SHOW_ALL: MarkFilter = { hiddenAuthors: new Set(), hiddenTools: new Set(), byAuthor: false };

export function isShown(filter: MarkFilter, mark: Annotation): boolean {
  return !filter.hiddenAuthors.has(mark.author) && !filter.hiddenTools.has(mark.tool);
}

/** Whether anything is hidden at all: what is not seen must be said. */
export function hidesAnything(filter: MarkFilter): boolean {
  return filter.hiddenAuthors.size > 0 || filter.hiddenTools.size > 0;
}
