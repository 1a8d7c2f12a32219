/** One open room: both lanes over one socket, and who is here. The only thing features talk to. */
import type { Draft, Image, Status, Value, View } from '../protocol/frames';
import type { Op, Person, Presence, RoomState, ServerMessage } from '../protocol/generated';
import { t } from '../shared/i18n';
import { cleaned } from './cleaned';
import { DurableLane, type DurableOptions, type Refusal } from './durable';
import { LiveLane, type Peer } from './live';
import { type Ended, RoomSocket, type SocketHandlers } from './socket';
import { UndoStack } from './undo';

export type Connection =
  | { kind: 'connecting' }
  | { kind: 'online' }
  | { kind: 'offline'; since: number; nextTryAt: number }
  | { kind: 'ended'; reason: Ended };

/** Everything the room's components show that changes at the pace of people, not of pointers. */
export interface RoomView {
  connection: Connection;
  me: string;
  sid: number;
  people: Person[];
  present: Presence[];
  state: RoomState;
  unsaved: Set<string>;
  unsavedCount: number;
  undoLabel: string | null;
  redoLabel: string | null;
  statuses: Map<number, Status>;
  roundTrip: number | null;
}

type Listener = () => void;

export class RoomSession {
  readonly durable: DurableLane;
  readonly live: LiveLane;

  private readonly socket: RoomSocket;
  private readonly tab = crypto.randomUUID();
  private readonly undoStack = new UndoStack();
  private readonly listeners = new Set<Listener>();
  private readonly liveListeners = new Set<(sids: Set<number>) => void>();
  private readonly noteListeners = new Set<(note: Note) => void>();
  private connection: Connection = { kind: 'connecting' };
  private me = '';
  private sid = 0;
  private people: Person[] = [];
  private present: Presence[] = [];
  private roundTrip: number | null = null;
  private statuses = new Map<number, Status>();
  private cached: RoomView | null = null;
  private scheduled = false;
  /** While what was done offline is being saved: how much it was, and how much of it was refused. */
  private replay: { total: number; refused: number } | null = null;

  constructor(url: string) {
    this.durable = new DurableLane(this.durableOptions());
    this.live = new LiveLane(
      (frame) => this.socket.sendLive(frame),
      (sids) => {
        this.liveChanged(sids);
      },
    );
    this.socket = new RoomSocket(url, this.socketHandlers());
  }

  private durableOptions(): DurableOptions {
    return {
      me: () => this.me,
      send: (message) => this.socket.send(message),
      changed: () => {
        this.changed();
        this.endReplay();
      },
      refused: (refusal) => {
        if (this.replay) this.replay.refused += 1;
        this.note({ kind: 'refused', refusal });
      },
    };
  }

  private socketHandlers(): SocketHandlers {
    return {
      hello: () => {
        const since = this.durable.started ? this.durable.confirmed.seq : null;
        return { type: 'hello', version: 1, tab: this.tab, since };
      },
      message: (message) => {
        this.receive(message);
      },
      binary: (data) => {
        this.live.receive(data);
      },
      online: () => {
        this.online();
      },
      offline: (nextTryAt) => {
        this.offline(nextTryAt);
      },
      ended: (reason) => {
        this.live.disconnected();
        this.durable.disconnected();
        this.connect({ kind: 'ended', reason });
      },
      ack: () => this.live.tick,
      roundTrip: (ms) => {
        const before = this.roundTrip;
        this.roundTrip = Math.round(ms);
        if (before !== this.roundTrip) this.changed();
      },
    };
  }

  start(): void {
    this.socket.start();
  }

  stop(): void {
    this.socket.stop();
  }

  tryNow(): void {
    this.socket.connect();
  }

  /** Called on every change; many within one task make one call. */
  subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Called with the tabs whose pointers, views or drafts changed: at the pace of the tick. */
  onLive(listener: (sids: Set<number>) => void): () => void {
    this.liveListeners.add(listener);
    return () => this.liveListeners.delete(listener);
  }

  /** Called with what somebody should be told once. */
  onNote(listener: (note: Note) => void): () => void {
    this.noteListeners.add(listener);
    return () => this.noteListeners.delete(listener);
  }

  view = (): RoomView => {
    this.cached ??= {
      connection: this.connection,
      me: this.me,
      sid: this.sid,
      people: this.people,
      present: this.present,
      state: this.durable.state,
      unsaved: this.durable.unsaved,
      unsavedCount: this.durable.pending.length,
      undoLabel: this.undoStack.undoLabel,
      redoLabel: this.undoStack.redoLabel,
      statuses: this.statuses,
      roundTrip: this.roundTrip,
    };
    return this.cached;
  };

  /** Do something that is kept. `label` says in words what undo would take back. */
  submit(wish: Op, label = ''): void {
    const op = cleaned(wish);
    if (op === null) return;
    if (label) this.undoStack.did(op, this.durable.state, label);
    this.durable.submit(op);
  }

  undo(): void {
    const op = this.undoStack.undo(this.durable.state);
    if (op) this.durable.submit(op);
    this.changed();
  }

  redo(): void {
    const op = this.undoStack.redo(this.durable.state);
    if (op) this.durable.submit(op);
    this.changed();
  }

  /** Set one of my live values. */
  show(value: Value, viewport = 1): void {
    this.live.set(value, viewport);
    if (value.kind === 'status') {
      this.statuses = new Map(this.statuses).set(this.sid, value.value);
      this.changed();
    }
  }

  peer(sid: number): Peer | undefined {
    return sid === this.sid ? undefined : this.live.peers.get(sid);
  }

  /** The tab of a person that is here, if any: the one that moved last. */
  tabOf(person: string): number | null {
    const tabs = this.present.filter((one) => one.person === person && one.sid !== this.sid);
    const moved = (sid: number): number => this.live.peers.get(sid)?.movedAt ?? 0;
    return tabs.sort((a, b) => moved(b.sid) - moved(a.sid))[0]?.sid ?? null;
  }

  private receive(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        this.me = message.you;
        this.sid = message.sid;
        this.roster(message.people, message.present);
        this.durable.catchUp(message);
        break;
      case 'caught':
        this.durable.catchUp(message);
        break;
      case 'roster':
        this.roster(message.people, message.present);
        break;
      case 'event':
        this.durable.event(message.event);
        break;
      case 'ack':
        this.durable.acknowledged(message.event);
        break;
      case 'refused':
        this.durable.refused(message.op_id, message.code, t(message.message));
        break;
      case 'error':
        if (message.code === 'try_again') this.durable.retryLater();
        else if (message.code === 'bad_message') this.durable.unreadable(message.code, message.message);
        break;
    }
  }

  private roster(people: Person[], present: Presence[]): void {
    const before = new Map(this.present.map((one) => [one.sid, one.person]));
    // Sent to all alike, so in English; a specialty is somebody's own word and stays.
    this.people = people.map((person) => ({ ...person, role: t(person.role) }));
    this.present = present;
    this.live.keep(new Set(present.map((one) => one.sid)));
    this.noteComings(before);
    this.changed();
  }

  private noteComings(before: Map<number, string>): void {
    if (before.size === 0 || this.connection.kind !== 'online') return;
    const was = new Set(before.values());
    const is = new Set(this.present.map((one) => one.person));
    for (const person of is) if (!was.has(person)) this.note({ kind: 'joined', person });
    for (const person of was) if (!is.has(person)) this.note({ kind: 'left', person });
  }

  private online(): void {
    const again = this.connection.kind === 'offline';
    this.connect({ kind: 'online' });
    this.live.connected();
    if (again) this.replay = { total: this.durable.pending.length, refused: 0 };
    this.durable.connected();
    this.endReplay();
  }

  private endReplay(): void {
    if (!this.replay || this.durable.pending.length > 0) return;
    const { total, refused } = this.replay;
    this.replay = null;
    this.note({ kind: 'back', saved: total - refused, refused });
  }

  private offline(nextTryAt: number): void {
    const since = this.connection.kind === 'offline' ? this.connection.since : Date.now();
    this.replay = null;
    this.durable.disconnected();
    this.live.disconnected();
    this.connect({ kind: 'offline', since, nextTryAt });
  }

  private connect(connection: Connection): void {
    this.connection = connection;
    this.changed();
  }

  private liveChanged(sids: Set<number>): void {
    let statusChanged = false;
    for (const sid of sids) {
      const status = this.live.peers.get(sid)?.status;
      if (status === this.statuses.get(sid)) continue;
      statusChanged = true;
      const next = new Map(this.statuses);
      if (status) next.set(sid, status);
      else if (sid !== this.sid) next.delete(sid);
      this.statuses = next;
    }
    if (statusChanged) this.changed();
    for (const listener of this.liveListeners) listener(sids);
  }

  private note(note: Note): void {
    for (const listener of this.noteListeners) listener(note);
  }

  private changed(): void {
    this.cached = null;
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      for (const listener of this.listeners) listener();
    });
  }
}

export type Note =
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'back'; saved: number; refused: number }
  | { kind: 'joined'; person: string }
  | { kind: 'left'; person: string };

export type { Draft, Image, Peer, Status, View };
