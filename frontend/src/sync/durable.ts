/**
 * The durable lane in the browser: confirmed state, operations not yet saved, and what is shown, which is the first
 * with the second on top. Knows nothing of sockets: `send` takes a message to the server while one is connected.
 */
import type { ClientMessage, Event, Op, RoomState } from '../protocol/generated';
import { EMPTY, apply } from './reduce';

/** How long an event may wait for the ones before it until the client asks for them. */
const GAP_MS = 150;
const RETRY_MS = 1000;

export interface Pending {
  opId: string;
  op: Op;
  at: string;
}

export interface Refusal {
  op: Op;
  code: string;
  message: string;
}

export interface DurableOptions {
  me: () => string;
  send: (message: ClientMessage) => boolean;
  changed: () => void;
  refused: (refusal: Refusal) => void;
  newId?: () => string;
  now?: () => Date;
}

export class DurableLane {
  confirmed: RoomState = EMPTY;
  pending: Pending[] = [];
  started = false;

  private readonly options: Required<DurableOptions>;
  /** On disk, but their events wait for earlier ones: still shown on top, never sent again. */
  private saved: { seq: number; entry: Pending }[] = [];
  private readonly early = new Map<number, Event>();
  private gapTimer: ReturnType<typeof setTimeout> | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private inFlight: string | null = null;
  private shown: RoomState | null = null;

  constructor(options: DurableOptions) {
    this.options = { newId: () => crypto.randomUUID(), now: () => new Date(), ...options };
  }

  /** What the user sees: everything confirmed, with what is not saved yet on top. */
  get state(): RoomState {
    if (this.shown === null) {
      // One is on its way at a time, so what is on disk was done before what is not.
      const entries = [...this.saved.map(({ entry }) => entry), ...this.pending];
      this.shown = entries.reduce((state, entry) => this.overlay(state, entry), this.confirmed);
    }
    return this.shown;
  }

  /** Ids of marks and messages with changes that are not saved yet. */
  get unsaved(): Set<string> {
    return new Set(this.pending.flatMap(({ op }) => ('id' in op ? [op.id] : [])));
  }

  /** Do something: shown at once, sent in order, saved once. Returns the operation's id. */
  submit(op: Op): string {
    const opId = this.options.newId();
    this.pending = [...this.pending, { opId, op, at: this.options.now().toISOString() }];
    this.update();
    this.pump();
    return opId;
  }

  /** The server's answer to hello or sync [R5] [R16]. */
  catchUp(answer: { state: RoomState | null; events: Event[] }): void {
    if (answer.state !== null && answer.state.seq >= this.confirmed.seq) this.confirmed = answer.state;
    this.started = true;
    for (const event of answer.events) this.early.set(event.seq, event);
    this.drain();
  }

  /** A connection begins: what is not acknowledged is sent again, in order [R12]. */
  connected(): void {
    this.pump();
  }

  /** The connection ended. */
  disconnected(): void {
    this.inFlight = null;
    clearTimeout(this.gapTimer);
    clearTimeout(this.retryTimer);
    this.gapTimer = this.retryTimer = undefined;
  }

  /** An operation of anybody was taken. */
  event(event: Event): void {
    if (event.seq > this.confirmed.seq) this.early.set(event.seq, event);
    this.drain();
  }

  /** My operation is on disk [R11]. */
  acknowledged(event: Event): void {
    if (this.inFlight === event.op_id) this.inFlight = null;
    const entry = this.pending.find((one) => one.opId === event.op_id);
    if (entry && event.seq > this.confirmed.seq) this.saved.push({ seq: event.seq, entry });
    this.drop(event.op_id);
    this.event(event);
    this.pump();
  }

  /** My operation changed nothing [R13]. */
  refused(opId: string, code: string, message: string): void {
    if (this.inFlight === opId) this.inFlight = null;
    const entry = this.pending.find((one) => one.opId === opId);
    if (code === 'too_fast') {
      this.retryLater();
      return;
    }
    this.drop(opId);
    if (entry) this.options.refused({ op: entry.op, code, message });
    this.update();
    this.pump();
  }

  /**
   * The server could not read what I sent, so it cannot say which operation it was. One is on its way at a time: that
   * one. Sent again it would be unreadable again, and everything after it would wait for ever.
   */
  unreadable(code: string, message: string): void {
    if (this.inFlight !== null) this.refused(this.inFlight, code, message);
  }

  /** The server could not save just now: the same operation goes again. */
  retryLater(): void {
    if (this.retryTimer !== undefined) return;
    this.retryTimer = setTimeout(() => {
      this.retryTimer = undefined;
      this.inFlight = null;
      this.pump();
    }, RETRY_MS);
  }

  /** One operation is on its way at a time, so that they are saved in the order they were made. */
  private pump(): void {
    const next = this.pending[0];
    if (!next || this.inFlight !== null || !this.started) return;
    if (this.options.send({ type: 'op', op_id: next.opId, op: next.op })) this.inFlight = next.opId;
  }

  private drop(opId: string): void {
    this.pending = this.pending.filter((entry) => entry.opId !== opId);
  }

  private drain(): void {
    for (const seq of this.early.keys()) if (seq <= this.confirmed.seq) this.early.delete(seq);
    let next = this.early.get(this.confirmed.seq + 1);
    while (next !== undefined) {
      this.early.delete(next.seq);
      this.confirmed = apply(this.confirmed, next);
      this.drop(next.op_id);
      if (this.inFlight === next.op_id) this.inFlight = null;
      next = this.early.get(this.confirmed.seq + 1);
    }
    this.saved = this.saved.filter(({ seq }) => seq > this.confirmed.seq);
    this.watchGap();
    this.update();
    this.pump();
  }

  private watchGap(): void {
    if (this.early.size === 0) {
      clearTimeout(this.gapTimer);
      this.gapTimer = undefined;
      return;
    }
    this.gapTimer ??= setTimeout(() => {
      this.gapTimer = undefined;
      this.options.send({ type: 'sync', since: this.confirmed.seq });
    }, GAP_MS);
  }

  /** `entry` on top of `state`, unless a state that came whole has it already. */
  private overlay(state: RoomState, entry: Pending): RoomState {
    const { op } = entry;
    const there =
      (op.kind === 'annotation.create' && state.annotations.some(({ id }) => id === op.id)) ||
      (op.kind === 'chat.post' && state.chat.some(({ id }) => id === op.id));
    return there ? state : apply(state, this.provisional(entry, state));
  }

  private provisional(entry: Pending, state: RoomState): Event {
    return { seq: state.seq + 1, op_id: entry.opId, author: this.options.me(), at: entry.at, op: entry.op };
  }

  private update(): void {
    this.shown = null;
    this.options.changed();
  }
}
