/**
 * Binary frames of the live lane; the twin of apps/protocol/frames.py. Layout and rules: docs/protocol.md, [R30] on.
 * Little endian. Golden bytes in tests/fixtures/protocol/frames.json hold both languages together.
 */

import type { Annotation, ImageRef } from './generated';

export type Tool = Annotation['tool'];

export const UPDATE = 0x01;
export const TICK = 0x02;
export const PING = 0x03;
export const PONG = 0x04;

export const Kind = { cursor: 1, image: 2, view: 3, draft: 4, status: 5, crosshair: 6, layer: 7 } as const;

export type Point = [number, number, number];

/** Pointer in LPS millimetres (or pixels of a frame without geometry) on the image of the same viewport. */
export interface Cursor {
  x: number;
  y: number;
  z: number;
  shown: boolean;
  /** "Look here". */
  pointing: boolean;
  /** It leaves a trail. */
  laser: boolean;
}

/** A place marked in all planes, in LPS millimetres of the image of the same viewport. */
export interface Crosshair {
  x: number;
  y: number;
  z: number;
  shown: boolean;
}

/** A plane cut out of a series, and its place among such planes. */
export type Reformat = NonNullable<ImageRef['reformat']>;

/** The frame a viewport shows. */
export interface Image {
  studyUid: string;
  seriesUid: string;
  sopUid: string;
  frame: number;
  frameOfReferenceUid: string;
  reformat: Reformat | null;
}

/** How it is shown: window as lower/upper in the modality's unit, zoom 1 = fit, rotation in degrees. */
export interface View {
  lower: number;
  upper: number;
  zoom: number;
  panX: number;
  panY: number;
  rotation: number;
  flipH: boolean;
  flipV: boolean;
  invert: boolean;
}

/** A mark being drawn. */
export interface Draft {
  tool: Tool;
  image: Image;
  points: Point[];
}

/** Whom a member follows (sid, 0 = nobody), and how many viewports are open, in how many rows. */
export interface Status {
  following: number;
  viewports: number;
  rows: number;
  cursorHidden: boolean;
  away: boolean;
  handRaised: boolean;
}

/** A second series over the first: opacity 1…255, its window, its first image. */
export interface Layer {
  opacity: number;
  lower: number;
  upper: number;
  image: Image;
}

export type Value =
  | { kind: 'cursor'; value: Cursor }
  | { kind: 'image'; value: Image }
  | { kind: 'view'; value: View }
  | { kind: 'draft'; value: Draft | null }
  | { kind: 'status'; value: Status }
  | { kind: 'crosshair'; value: Crosshair }
  | { kind: 'layer'; value: Layer | null };

export type Received = Value & { sid: number; viewport: number };

/** By their number less one. */
export const TOOLS = [
  'length',
  'arrow',
  'angle',
  'cobb',
  'bidirectional',
  'ellipse',
  'rectangle',
  'freehand',
  'probe',
  'calibration',
  'comment',
] as const satisfies readonly Tool[];
const PLANES = ['axial', 'coronal', 'sagittal'] as const;
const MODES = ['average', 'mip', 'minip'] as const;
const REFORMAT_BYTES = 8;
const ascii = new TextEncoder();
const text = new TextDecoder('ascii');

function floats(view: DataView, at: number, ...values: number[]): void {
  values.forEach((value, index) => {
    view.setFloat32(at + 4 * index, value, true);
  });
}

function encodeImage(image: Image): Uint8Array {
  const uids = [image.studyUid, image.seriesUid, image.sopUid, image.frameOfReferenceUid].map((uid) =>
    ascii.encode(uid),
  );
  const { reformat } = image;
  const length = 4 + uids.reduce((sum, uid) => sum + 1 + uid.length, 0);
  const out = new Uint8Array(length + (reformat ? REFORMAT_BYTES : 0));
  const view = new DataView(out.buffer);
  view.setUint32(0, image.frame, true);
  let at = 4;
  for (const uid of uids) {
    out[at] = uid.length;
    out.set(uid, at + 1);
    at += 1 + uid.length;
  }
  if (reformat) {
    out[length] = PLANES.indexOf(reformat.plane) + 1;
    out[length + 1] = MODES.indexOf(reformat.mode) + 1;
    view.setFloat32(length + 2, reformat.slab_mm, true);
    view.setUint16(length + 6, reformat.index, true);
  }
  return out;
}

function encodePlace(flags: number, { x, y, z }: { x: number; y: number; z: number }): Uint8Array {
  const view = new DataView(new ArrayBuffer(13));
  view.setUint8(0, flags);
  floats(view, 1, x, y, z);
  return new Uint8Array(view.buffer);
}

function encodeCursor(cursor: Cursor): Uint8Array {
  const flags = (cursor.shown ? 1 : 0) | (cursor.pointing ? 2 : 0) | (cursor.laser ? 4 : 0);
  return encodePlace(flags, cursor);
}

function encodeLayer(layer: Layer | null): Uint8Array {
  if (layer === null) return new Uint8Array(1);
  const image = encodeImage(layer.image);
  const out = new Uint8Array(9 + image.length);
  out[0] = layer.opacity;
  floats(new DataView(out.buffer), 1, layer.lower, layer.upper);
  out.set(image, 9);
  return out;
}

function encodeView(value: View): Uint8Array {
  const view = new DataView(new ArrayBuffer(25));
  floats(view, 0, value.lower, value.upper, value.zoom, value.panX, value.panY, value.rotation);
  view.setUint8(24, (value.flipH ? 1 : 0) | (value.flipV ? 2 : 0) | (value.invert ? 4 : 0));
  return new Uint8Array(view.buffer);
}

function encodeDraft(draft: Draft | null): Uint8Array {
  if (draft === null || draft.points.length === 0) return new Uint8Array(2);
  const image = encodeImage(draft.image);
  const out = new Uint8Array(2 + 12 * draft.points.length + image.length);
  out[0] = TOOLS.indexOf(draft.tool) + 1;
  out[1] = draft.points.length;
  const view = new DataView(out.buffer);
  draft.points.forEach((point, index) => {
    floats(view, 2 + 12 * index, ...point);
  });
  out.set(image, 2 + 12 * draft.points.length);
  return out;
}

function encodeStatus(status: Status): Uint8Array {
  const view = new DataView(new ArrayBuffer(6));
  const flags = (status.cursorHidden ? 1 : 0) | (status.away ? 2 : 0) | (status.handRaised ? 4 : 0);
  view.setUint8(0, flags | ((status.rows - 1) << 4));
  view.setUint32(1, status.following, true);
  view.setUint8(5, status.viewports);
  return new Uint8Array(view.buffer);
}

function encodeValue(part: Value): Uint8Array {
  switch (part.kind) {
    case 'cursor':
      return encodeCursor(part.value);
    case 'image':
      return encodeImage(part.value);
    case 'view':
      return encodeView(part.value);
    case 'draft':
      return encodeDraft(part.value);
    case 'status':
      return encodeStatus(part.value);
    case 'crosshair':
      return encodePlace(part.value.shown ? 1 : 0, part.value);
    case 'layer':
      return encodeLayer(part.value);
  }
}

/** One part with its header: u8 kind, u8 viewport, u16 length, payload. */
export function encodePart(part: Value, viewport: number): Uint8Array {
  const payload = encodeValue(part);
  const out = new Uint8Array(4 + payload.length);
  out[0] = Kind[part.kind];
  out[1] = viewport;
  new DataView(out.buffer).setUint16(2, payload.length, true);
  out.set(payload, 4);
  return out;
}

/** An UPDATE frame that also confirms tick `ack`. */
export function encodeUpdate(parts: Uint8Array[], ack: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(5 + parts.reduce((sum, part) => sum + part.length, 0));
  out[0] = UPDATE;
  new DataView(out.buffer).setUint32(1, ack, true);
  let at = 5;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** A PING frame; the server answers PONG with the same nonce. */
export function encodePing(ack: number, nonce: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(9));
  view.setUint8(0, PING);
  view.setUint32(1, ack, true);
  view.setUint32(5, nonce, true);
  return new Uint8Array(view.buffer);
}

function decodeImage(view: DataView, start: number, end: number): Image {
  const uids: string[] = [];
  let at = start + 4;
  for (let index = 0; index < 4; index++) {
    const length = view.getUint8(at);
    uids.push(text.decode(new Uint8Array(view.buffer, view.byteOffset + at + 1, length)));
    at += 1 + length;
  }
  const [studyUid = '', seriesUid = '', sopUid = '', frameOfReferenceUid = ''] = uids;
  const reformat = end - at === REFORMAT_BYTES ? decodeReformat(view, at) : null;
  return { studyUid, seriesUid, sopUid, frame: view.getUint32(start, true), frameOfReferenceUid, reformat };
}

function decodeReformat(view: DataView, at: number): Reformat {
  return {
    plane: PLANES[view.getUint8(at) - 1] ?? 'axial',
    mode: MODES[view.getUint8(at + 1) - 1] ?? 'average',
    slab_mm: view.getFloat32(at + 2, true),
    index: view.getUint16(at + 6, true),
  };
}

function decodeLayer(view: DataView, at: number, end: number): Layer | null {
  const opacity = view.getUint8(at);
  if (opacity === 0) return null;
  const lower = view.getFloat32(at + 1, true);
  return { opacity, lower, upper: view.getFloat32(at + 5, true), image: decodeImage(view, at + 9, end) };
}

function decodeDraft(view: DataView, at: number, end: number): Draft | null {
  const count = view.getUint8(at + 1);
  const tool = TOOLS[view.getUint8(at) - 1];
  if (count === 0 || tool === undefined) return null;
  const points: Point[] = [];
  for (let index = 0; index < count; index++) {
    const start = at + 2 + 12 * index;
    points.push([
      view.getFloat32(start, true),
      view.getFloat32(start + 4, true),
      view.getFloat32(start + 8, true),
    ]);
  }
  return { tool, points, image: decodeImage(view, at + 2 + 12 * count, end) };
}

function decodeView(view: DataView, at: number): View {
  const number = (index: number): number => view.getFloat32(at + 4 * index, true);
  const flags = view.getUint8(at + 24);
  return {
    lower: number(0),
    upper: number(1),
    zoom: number(2),
    panX: number(3),
    panY: number(4),
    rotation: number(5),
    flipH: (flags & 1) !== 0,
    flipV: (flags & 2) !== 0,
    invert: (flags & 4) !== 0,
  };
}

function decodePlace(view: DataView, at: number): { x: number; y: number; z: number } {
  const [x, y, z] = [1, 5, 9].map((offset) => view.getFloat32(at + offset, true)) as Point;
  return { x, y, z };
}

function decodeStatus(view: DataView, at: number): Status {
  const flags = view.getUint8(at);
  return {
    following: view.getUint32(at + 1, true),
    viewports: view.getUint8(at + 5),
    rows: ((flags >> 4) & 3) + 1,
    cursorHidden: (flags & 1) !== 0,
    away: (flags & 2) !== 0,
    handRaised: (flags & 4) !== 0,
  };
}

function decodeCursor(view: DataView, at: number): Cursor {
  const flags = view.getUint8(at);
  const [shown, pointing, laser] = [(flags & 1) !== 0, (flags & 2) !== 0, (flags & 4) !== 0];
  return { ...decodePlace(view, at), shown, pointing, laser };
}

function decodeValue(kind: number, view: DataView, at: number, end: number): Value | null {
  switch (kind) {
    case Kind.cursor:
      return { kind: 'cursor', value: decodeCursor(view, at) };
    case Kind.image:
      return { kind: 'image', value: decodeImage(view, at, end) };
    case Kind.view:
      return { kind: 'view', value: decodeView(view, at) };
    case Kind.draft:
      return { kind: 'draft', value: decodeDraft(view, at, end) };
    case Kind.status:
      return { kind: 'status', value: decodeStatus(view, at) };
    case Kind.crosshair:
      return {
        kind: 'crosshair',
        value: { ...decodePlace(view, at), shown: (view.getUint8(at) & 1) !== 0 },
      };
    case Kind.layer:
      return { kind: 'layer', value: decodeLayer(view, at, end) };
    default:
      // A newer server may know more kinds; what is unknown is skipped.
      return null;
  }
}

/** The tick's number and what it carries. */
export function decodeTick(data: ArrayBuffer): { tick: number; parts: Received[] } {
  const view = new DataView(data);
  const parts: Received[] = [];
  let at = 5;
  while (at + 8 <= view.byteLength) {
    const sid = view.getUint32(at, true);
    const viewport = view.getUint8(at + 5);
    const end = at + 8 + view.getUint16(at + 6, true);
    const value = decodeValue(view.getUint8(at + 4), view, at + 8, end);
    if (value !== null) parts.push({ sid, viewport, ...value });
    at = end;
  }
  return { tick: view.getUint32(1, true), parts };
}
