/** The live lane in the browser: my newest values go out, everybody's newest values come in. Nothing is queued. */
import {
  type Crosshair,
  type Cursor,
  type Draft,
  type Image,
  type Layer,
  type Received,
  type Status,
  type Value,
  type View,
  decodeTick,
  encodePart,
  encodeUpdate,
} from '../protocol/frames';

/** Newest values of one open tab of somebody. Cursor, image, view, layer and cross-hair are by viewport. */
export interface Peer {
  sid: number;
  cursors: Map<number, Cursor>;
  images: Map<number, Image>;
  views: Map<number, View>;
  layers: Map<number, Layer | null>;
  crosshairs: Map<number, Crosshair>;
  draft: Draft | null;
  status: Status;
  movedAt: number;
}

export const RESTING_STATUS: Status = {
  following: 0,
  viewports: 1,
  rows: 1,
  cursorHidden: false,
  away: false,
  handRaised: false,
};

const APART_MS = 16;
const LATER_MS = 200;

export class LiveLane {
  readonly peers = new Map<number, Peer>();
  tick = 0;

  private readonly mine = new Map<string, Uint8Array>();
  private readonly dirty = new Map<string, Uint8Array>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sentAt = 0;

  constructor(
    private readonly send: (frame: Uint8Array<ArrayBuffer>) => boolean,
    private readonly changed: (sids: Set<number>) => void,
  ) {}

  /** Set a value of mine. Unchanged bytes are not sent again. */
  set(value: Value, viewport = 1): void {
    const key = `${value.kind} ${String(viewport)}`;
    const bytes = encodePart(value, viewport);
    const before = this.mine.get(key);
    if (before?.length === bytes.length && bytes.every((byte, index) => byte === before[index])) return;
    this.mine.set(key, bytes);
    this.dirty.set(key, bytes);
    this.schedule();
  }

  /** A connection begins: the server knows nothing of me, and what I knew of others may be stale. */
  connected(): void {
    this.tick = 0;
    for (const [key, bytes] of this.mine) this.dirty.set(key, bytes);
    this.schedule();
  }

  /** A stale pointer is a false statement: offline, nobody else is shown. */
  disconnected(): void {
    const gone = new Set(this.peers.keys());
    this.peers.clear();
    this.changed(gone);
  }

  /** Forget whoever is not here any more. */
  keep(sids: Set<number>): void {
    const gone = new Set([...this.peers.keys()].filter((sid) => !sids.has(sid)));
    for (const sid of gone) this.peers.delete(sid);
    if (gone.size > 0) this.changed(gone);
  }

  receive(data: ArrayBuffer): void {
    const { tick, parts } = decodeTick(data);
    this.tick = tick;
    const sids = new Set<number>();
    for (const part of parts) {
      sids.add(part.sid);
      take(this.peer(part.sid), part);
    }
    if (sids.size > 0) this.changed(sids);
  }

  private peer(sid: number): Peer {
    let peer = this.peers.get(sid);
    if (!peer) {
      peer = {
        sid,
        cursors: new Map(),
        images: new Map(),
        views: new Map(),
        layers: new Map(),
        crosshairs: new Map(),
        draft: null,
        status: RESTING_STATUS,
        movedAt: performance.now(),
      };
      this.peers.set(sid, peer);
    }
    return peer;
  }

  private schedule(): void {
    if (this.timer !== undefined) return;
    const wait = Math.max(0, this.sentAt + APART_MS - performance.now());
    if (wait === 0) queueMicrotask(this.flush);
    this.timer = setTimeout(this.flush, wait);
  }

  private readonly flush = (): void => {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.dirty.size === 0) return;
    this.sentAt = performance.now();
    if (this.send(encodeUpdate([...this.dirty.values()], this.tick))) this.dirty.clear();
    // The line is behind or gone: the newest values still arrive, a little later.
    else this.timer = setTimeout(this.flush, LATER_MS);
  };
}

function take(peer: Peer, part: Received): void {
  switch (part.kind) {
    case 'cursor':
      peer.cursors.set(part.viewport, part.value);
      peer.movedAt = performance.now();
      break;
    case 'image':
      peer.images.set(part.viewport, part.value);
      break;
    case 'view':
      peer.views.set(part.viewport, part.value);
      break;
    case 'layer':
      peer.layers.set(part.viewport, part.value);
      break;
    case 'crosshair':
      peer.crosshairs.set(part.viewport, part.value);
      break;
    case 'draft':
      peer.draft = part.value;
      break;
    case 'status':
      peer.status = part.value;
  }
}
