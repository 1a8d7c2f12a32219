/** The connection to a room: hello, heartbeat, and coming back after it broke. */
import { encodePing, PONG } from '../protocol/frames';
import type { ClientMessage, ServerMessage } from '../protocol/generated';

const PING_MS = 700;
/** Without an answer for so long the line is dead, whatever the socket says. */
const DEAD_MS = 2000;
/** A beat that comes so late says that this tab slept or was busy, not that the line is dead. */
const LATE_MS = 2 * PING_MS;
/** Name, connection, encryption and welcome are many round trips: a slow line needs time to get in. */
const ENTER_MS = { first: 10_000, more: 5000, most: 30_000 };
const RETRY_MS = [500, 1000, 2000, 4000, 8000];

/** Why the server ended it for good; trying again would not help. */
export type Ended = 'signed-out' | 'removed' | 'not-found' | 'old-version';

const FINAL: Record<number, Ended> = {
  4401: 'signed-out',
  4403: 'removed',
  4404: 'not-found',
  4409: 'old-version',
};

export interface SocketHandlers {
  /** A socket is open: what to say first. */
  hello: () => ClientMessage;
  message: (message: ServerMessage) => void;
  binary: (data: ArrayBuffer) => void;
  online: () => void;
  offline: (nextTryAt: number) => void;
  ended: (reason: Ended) => void;
  ack: () => number;
  roundTrip: (ms: number) => void;
}

export class RoomSocket {
  private socket: WebSocket | null = null;
  private heartbeat: ReturnType<typeof setInterval> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private tries = 0;
  private nonce = 0;
  private unanswered: number | null = null;
  private deadline: ReturnType<typeof setTimeout> | undefined;
  private beatAt = 0;
  private reprieved = false;
  private welcomed = false;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly on: SocketHandlers,
  ) {}

  get connected(): boolean {
    return this.welcomed;
  }

  /** Open the room, also after `stop`. */
  start(): void {
    this.stopped = false;
    this.connect();
  }

  connect(): void {
    clearTimeout(this.retry);
    if (this.stopped || this.socket) return;
    const socket = new WebSocket(this.url);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    const patience = Math.min(ENTER_MS.most, ENTER_MS.first + this.tries * ENTER_MS.more);
    this.deadline = setTimeout(() => this.closed(0), patience);
    socket.onopen = () => {
      socket.send(JSON.stringify(this.on.hello()));
    };
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (this.socket === socket) this.receive(event.data);
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.closed(event.code);
    };
  }

  /** Send a message; false when there is nobody to send it to. */
  send(message: ClientMessage): boolean {
    if (!this.welcomed || !this.socket) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** Send a live frame unless the line is behind: the next one carries newer values. */
  sendLive(frame: Uint8Array<ArrayBuffer>): boolean {
    if (!this.welcomed || !this.socket || this.socket.bufferedAmount > 65_536) return false;
    this.socket.send(frame);
    return true;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
    this.abandon(1000);
  }

  private receive(data: string | ArrayBuffer): void {
    this.unanswered = null;
    this.reprieved = false;
    if (typeof data !== 'string') {
      if (new Uint8Array(data, 0, 1)[0] === PONG) this.pong(data);
      else this.on.binary(data);
      return;
    }
    const message = JSON.parse(data) as ServerMessage;
    if (message.type === 'welcome') {
      this.welcomed = true;
      this.tries = 0;
      clearTimeout(this.deadline);
      this.on.online();
      this.startBeating();
    }
    this.on.message(message);
  }

  private sentAt = 0;

  private pong(data: ArrayBuffer): void {
    if (new DataView(data).getUint32(1, true) === this.nonce)
      this.on.roundTrip(performance.now() - this.sentAt);
  }

  private startBeating(): void {
    clearInterval(this.heartbeat);
    this.beatAt = performance.now();
    this.heartbeat = setInterval(() => this.beat(), PING_MS);
    this.beat();
  }

  private beat(): void {
    const now = performance.now();
    const late = now - this.beatAt > LATE_MS;
    this.beatAt = now;
    if (!this.welcomed || !this.socket) return;
    if (this.unanswered !== null && now - this.unanswered > DEAD_MS) {
      // A stalled line often does not close its socket: give it up and open another.
      if (!late || this.reprieved) {
        this.closed(0);
        return;
      }
      // Busy or throttled: the answer may be here, unread. One fresh ping decides.
      this.reprieved = true;
      this.unanswered = now;
    }
    this.unanswered ??= now;
    this.sentAt = now;
    this.nonce = (this.nonce + 1) >>> 0;
    this.socket.send(encodePing(this.on.ack(), this.nonce));
  }

  private abandon(code?: number): void {
    const socket = this.socket;
    this.socket = null;
    this.welcomed = false;
    this.unanswered = null;
    this.reprieved = false;
    clearTimeout(this.deadline);
    clearInterval(this.heartbeat);
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code);
  }

  private closed(code: number): void {
    this.abandon();
    const reason = FINAL[code];
    if (reason) {
      this.stopped = true;
      this.on.ended(reason);
      return;
    }
    const wait = (RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)] ?? 8000) * (0.75 + Math.random() / 2);
    this.tries += 1;
    this.on.offline(Date.now() + wait);
    this.retry = setTimeout(() => {
      this.connect();
    }, wait);
  }
}
