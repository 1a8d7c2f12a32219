/**
 * Binary frames of the live lane; the twin of apps/protocol/frames.py. Layout and rules: docs/protocol.md, [R30] on.
 * Little endian. Golden bytes in tests/fixtures/protocol/frames.json hold both languages together.
 */

export const UPDATE = 0x01;
export const TICK = 0x02;
export const PING = 0x03;
export const PONG = 0x04;

export const Kind = { cursor: 1, image: 2, view: 3, draft: 4, status: 5 } as const;

export type Point = [number, number, number];

/** Pointer in LPS millimetres (or pixels of a frame without geometry) on the image of the same viewport. */
export interface Cursor {
  x: number;
  y: number;
  z: number;
  shown: boolean;
  pointing: boolean;
}

/** The frame a viewport shows. */
export interface Image {
  studyUid: string;
  seriesUid: string;
  sopUid: string;
  frame: number;
  frameOfReferenceUid: string;
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
  tool: 'length' | 'arrow';
  image: Image;
  points: Point[];
}

/** Whom a member follows (sid, 0 = nobody), and how many viewports are open. */
export interface Status {
  following: number;
  viewports: number;
  cursorHidden: boolean;
  away: boolean;
}

export type Value =
  | { kind: 'cursor'; value: Cursor }
  | { kind: 'image'; value: Image }
  | { kind: 'view'; value: View }
  | { kind: 'draft'; value: Draft | null }
  | { kind: 'status'; value: Status };

export type Received = Value & { sid: number; viewport: number };

const TOOLS = ['length', 'arrow'] as const;
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
  const out = new Uint8Array(4 + uids.reduce((sum, uid) => sum + 1 + uid.length, 0));
  new DataView(out.buffer).setUint32(0, image.frame, true);
  let at = 4;
  for (const uid of uids) {
    out[at] = uid.length;
    out.set(uid, at + 1);
    at += 1 + uid.length;
  }
  return out;
}

function encodeCursor(cursor: Cursor): Uint8Array {
  const view = new DataView(new ArrayBuffer(13));
  view.setUint8(0, (cursor.shown ? 1 : 0) | (cursor.pointing ? 2 : 0));
  floats(view, 1, cursor.x, cursor.y, cursor.z);
  return new Uint8Array(view.buffer);
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
  view.setUint8(0, (status.cursorHidden ? 1 : 0) | (status.away ? 2 : 0));
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

function decodeImage(view: DataView, start: number): Image {
  const uids: string[] = [];
  let at = start + 4;
  for (let index = 0; index < 4; index++) {
    const length = view.getUint8(at);
    uids.push(text.decode(new Uint8Array(view.buffer, view.byteOffset + at + 1, length)));
    at += 1 + length;
  }
  const [studyUid = '', seriesUid = '', sopUid = '', frameOfReferenceUid = ''] = uids;
  return { studyUid, seriesUid, sopUid, frame: view.getUint32(start, true), frameOfReferenceUid };
}

function decodeDraft(view: DataView, at: number): Draft | null {
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
  return { tool, points, image: decodeImage(view, at + 2 + 12 * count) };
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

function decodeValue(kind: number, view: DataView, at: number): Value | null {
  switch (kind) {
    case Kind.cursor: {
      const flags = view.getUint8(at);
      const [x, y, z] = [1, 5, 9].map((offset) => view.getFloat32(at + offset, true)) as Point;
      return { kind: 'cursor', value: { x, y, z, shown: (flags & 1) !== 0, pointing: (flags & 2) !== 0 } };
    }
    case Kind.image:
      return { kind: 'image', value: decodeImage(view, at) };
    case Kind.view:
      return { kind: 'view', value: decodeView(view, at) };
    case Kind.draft:
      return { kind: 'draft', value: decodeDraft(view, at) };
    case Kind.status: {
      const flags = view.getUint8(at);
      const following = view.getUint32(at + 1, true);
      const viewports = view.getUint8(at + 5);
      return {
        kind: 'status',
        value: { following, viewports, cursorHidden: (flags & 1) !== 0, away: (flags & 2) !== 0 },
      };
    }
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
    const value = decodeValue(view.getUint8(at + 4), view, at + 8);
    if (value !== null) parts.push({ sid, viewport, ...value });
    at += 8 + view.getUint16(at + 6, true);
  }
  return { tick: view.getUint32(1, true), parts };
}
