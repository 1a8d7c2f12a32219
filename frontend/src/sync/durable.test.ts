/** The durable lane against a small server, over a network that drops, delays, reorders and breaks. Seeded. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClientMessage, Event, Op, RoomState } from '../protocol/generated';
import { cleaned } from './cleaned';
import { DurableLane } from './durable';
import { EMPTY, apply } from './reduce';
import { UndoStack } from './undo';

function generator(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

const IMAGE = {
  study_uid: '1',
  series_uid: '1.1',
  sop_uid: '1.1.1',
  frame: 1,
  frame_of_reference_uid: '1.9',
};

function create(id: string): Op {
  return {
    kind: 'annotation.create',
    id,
    tool: 'length',
    image: IMAGE,
    points: [
      [0, 0, 0],
      [1, 0, 0],
    ],
    text: '',
  };
}

/** Takes every operation that makes sense, in the order it comes. */
class Server {
  events: Event[] = [];
  state: RoomState = EMPTY;

  take(author: string, opId: string, op: Op): Event | null {
    const known = this.events.find((event) => event.op_id === opId);
    if (known) return known;
    if (
      op.kind === 'annotation.update' ||
      op.kind === 'annotation.delete' ||
      op.kind === 'annotation.restore'
    ) {
      const mark = this.state.annotations.find((one) => one.id === op.id);
      if (!mark || mark.deleted !== (op.kind === 'annotation.restore')) return null;
    }
    const event: Event = { seq: this.state.seq + 1, op_id: opId, author, at: '2026-11-12T14:32:00.000Z', op };
    this.events.push(event);
    this.state = apply(this.state, event);
    return event;
  }
}

class Tab {
  readonly lane: DurableLane;
  online = false;
  readonly up: ClientMessage[] = [];
  readonly down: (() => void)[] = [];
  private ids = 0;

  constructor(
    readonly name: string,
    private readonly server: Server,
    private readonly tabs: Tab[],
    private readonly random: () => number,
  ) {
    this.lane = new DurableLane({
      me: () => name,
      send: (message) => this.online && this.up.push(message) > 0,
      changed: () => undefined,
      refused: () => undefined,
      newId: () => `${name} ${this.ids++}`,
    });
  }

  connect(): void {
    this.online = true;
    const since = this.lane.started ? this.lane.confirmed.seq : null;
    this.lane.catchUp(
      since === null
        ? { state: this.server.state, events: [] }
        : { state: null, events: this.server.events.slice(since) },
    );
    this.lane.connected();
  }

  disconnect(): void {
    this.online = false;
    this.lane.disconnected();
    this.down.length = 0;
    if (this.random() < 0.5) this.up.length = 0;
  }

  /** The server takes one message of this tab, perhaps after the line broke; the answer may be lost. */
  deliver(lossy: boolean): void {
    const message = this.up.shift();
    if (message?.type === 'sync') {
      const events = this.server.events.slice(message.since);
      this.down.push(() => this.lane.catchUp({ state: null, events }));
    }
    if (message?.type !== 'op') return;
    const event = this.server.take(this.name, message.op_id, message.op);
    if (event === null) {
      if (this.online) this.down.push(() => this.lane.refused(message.op_id, 'annotation_deleted', ''));
      return;
    }
    if (this.online) this.down.push(() => this.lane.acknowledged(event));
    for (const tab of this.tabs)
      if (tab.online && !(lossy && this.random() < 0.15)) tab.down.push(() => tab.lane.event(event));
  }

  receive(): void {
    const [next] = this.down.splice(Math.floor(this.random() * this.down.length), 1);
    next?.();
  }
}

function play(seed: number): { server: Server; tabs: Tab[] } {
  const random = generator(seed);
  const server = new Server();
  const tabs: Tab[] = [];
  for (const name of ['ana', 'tom', 'mei']) tabs.push(new Tab(name, server, tabs, random));
  for (const tab of tabs) tab.connect();
  const pick = <T>(list: T[]): T | undefined => list[Math.floor(random() * list.length)];
  for (let step = 0; step < 600; step++) {
    const tab = pick(tabs);
    if (!tab) continue;
    const what = random();
    const mark = pick(tab.lane.state.annotations)?.id;
    if (what < 0.1) tab.lane.submit(create(`${tab.name} mark ${step}`));
    else if (what < 0.2 && mark)
      tab.lane.submit({ kind: 'annotation.update', id: mark, changes: { text: `t${step}` } });
    else if (what < 0.25 && mark) tab.lane.submit({ kind: 'annotation.delete', id: mark });
    else if (what < 0.3) {
      if (tab.online) tab.disconnect();
      else tab.connect();
    } else if (what < 0.6) tab.deliver(true);
    else if (what < 0.9) tab.receive();
    else vi.advanceTimersByTime(100);
  }
  for (const tab of tabs) {
    tab.disconnect();
    tab.connect();
  }
  for (let round = 0; round < 3000; round++) {
    for (const tab of tabs) {
      tab.deliver(false);
      tab.receive();
    }
    vi.advanceTimersByTime(20);
  }
  return { server, tabs };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('many tabs', () => {
  it.each(Array.from({ length: 25 }, (_, seed) => seed))('[R17] agree after storm %i', (seed) => {
    const { server, tabs } = play(seed);
    for (const tab of tabs) {
      expect(tab.lane.pending).toEqual([]);
      expect(tab.lane.confirmed).toEqual(server.state);
      expect(tab.lane.state).toEqual(server.state);
    }
    expect(new Set(server.events.map((event) => event.op_id)).size).toBe(server.events.length);
    // What one tab did is saved in the order it was done.
    for (const tab of tabs) {
      const own = server.events
        .filter((event) => event.author === tab.name)
        .map((event) => Number(event.op_id.split(' ')[1]));
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
  });
});

describe('one tab', () => {
  function lane() {
    const sent: ClientMessage[] = [];
    let online = true;
    let ids = 0;
    const made = new DurableLane({
      me: () => 'me',
      send: (message) => online && sent.push(message) > 0,
      changed: () => undefined,
      refused: () => undefined,
      newId: () => `op ${ids++}`,
    });
    return { made, sent, cut: () => (online = false), mend: () => (online = true) };
  }

  it('[R12] shows at once, counts what is not saved, and sends it again in order when it is back', () => {
    const { made, sent, cut, mend } = lane();
    made.catchUp({ state: EMPTY, events: [] });
    cut();
    made.submit(create('a'));
    made.submit(create('b'));
    expect(made.state.annotations.map((mark) => mark.number)).toEqual([1, 2]);
    expect([...made.unsaved]).toEqual(['a', 'b']);
    expect(sent).toEqual([]);
    mend();
    made.connected();
    expect(sent).toHaveLength(1);
    made.acknowledged({ seq: 1, op_id: 'op 0', author: 'me', at: '', op: create('a') });
    expect(sent.map((message) => message.type === 'op' && message.op_id)).toEqual(['op 0', 'op 1']);
    expect([...made.unsaved]).toEqual(['b']);
  });

  it('[R16] holds an early event and asks when the gap stays open', () => {
    const { made, sent } = lane();
    made.catchUp({ state: EMPTY, events: [] });
    made.event({ seq: 2, op_id: 'x', author: 'tom', at: '', op: create('b') });
    expect(made.confirmed.seq).toBe(0);
    vi.advanceTimersByTime(200);
    expect(sent).toEqual([{ type: 'sync', since: 0 }]);
    made.event({ seq: 1, op_id: 'y', author: 'tom', at: '', op: create('a') });
    expect(made.confirmed.annotations.map((mark) => mark.id)).toEqual(['a', 'b']);
  });

  it('[R16] keeps showing what is saved while its event waits for an earlier one', () => {
    const { made, sent } = lane();
    made.catchUp({ state: EMPTY, events: [] });
    made.submit(create('a'));
    made.acknowledged({ seq: 2, op_id: 'op 0', author: 'me', at: '', op: create('a') });
    expect(made.confirmed.seq).toBe(0);
    expect(made.state.annotations.map((mark) => mark.id)).toEqual(['a']);
    expect([made.pending.length, made.unsaved.size]).toEqual([0, 0]);
    made.connected();
    expect(sent).toHaveLength(1);
    made.event({ seq: 1, op_id: 'x', author: 'tom', at: '', op: create('b') });
    expect(made.state).toBe(made.confirmed);
    expect(made.state.annotations.map((mark) => mark.id)).toEqual(['b', 'a']);
  });

  it('[R12] does not show twice what a whole state brings while its answer is lacking', () => {
    const { made } = lane();
    const say: Op = { kind: 'chat.post', id: 'c', text: 'Hi' };
    made.catchUp({ state: EMPTY, events: [] });
    made.submit(create('a'));
    made.submit(say);
    made.disconnected();
    const mine = (seq: number, op: Op): Event => ({ seq, op_id: `op ${seq - 1}`, author: 'me', at: '', op });
    made.catchUp({ state: apply(apply(EMPTY, mine(1, create('a'))), mine(2, say)), events: [] });
    expect([made.state.annotations.length, made.state.chat.length]).toEqual([1, 1]);
  });

  it('[R2] gives up an operation the server cannot read, and goes on with the next', () => {
    const { made, sent } = lane();
    made.catchUp({ state: EMPTY, events: [] });
    made.submit(create('a'));
    made.submit(create('b'));
    made.unreadable('bad_message', '');
    expect(made.state.annotations.map((mark) => mark.id)).toEqual(['b']);
    expect(sent.map((message) => message.type === 'op' && message.op_id)).toEqual(['op 0', 'op 1']);
    made.acknowledged({ seq: 1, op_id: 'op 1', author: 'me', at: '', op: create('b') });
    // With nothing on its way the message was about something else.
    made.unreadable('bad_message', '');
    expect(made.pending).toEqual([]);
  });

  it('[R2] sends words without what the server would refuse', () => {
    const id = '1';
    expect(cleaned({ kind: 'chat.post', id, text: 'a\u202e\nb ' })).toMatchObject({ text: 'a\nb' });
    expect(cleaned({ kind: 'chat.post', id, text: '\u2066 \u2069' })).toBeNull();
    expect(cleaned({ ...create(id), text: 'x\ny' } as Op)).toMatchObject({ text: 'x y' });
    const rename: Op = { kind: 'annotation.update', id, changes: { text: `\u0007${'😀'.repeat(150)}` } };
    expect(cleaned(rename)).toMatchObject({ changes: { text: '😀'.repeat(100) } });
    const move: Op = { kind: 'annotation.update', id, changes: { points: [[0, 0, 0]] } };
    expect(cleaned(move)).toBe(move);
  });

  it('[R13] takes back what was refused', () => {
    const { made } = lane();
    made.catchUp({ state: EMPTY, events: [] });
    made.submit(create('a'));
    made.refused('op 0', 'not_allowed', '');
    expect(made.state).toEqual(EMPTY);
  });
});

describe('undo', () => {
  const event = (seq: number, op: Op, author = 'me'): Event => ({
    seq,
    op_id: String(seq),
    author,
    at: '',
    op,
  });
  it('[R21] changes back only what still is as I left it', () => {
    const stack = new UndoStack();
    let state = apply(EMPTY, event(1, create('a')));
    const mine: Op = { kind: 'annotation.update', id: 'a', changes: { text: 'mine' } };
    stack.did(mine, state, 'Rename');
    state = apply(state, event(2, mine));
    const undo = stack.undo(state);
    expect(undo).toEqual({ kind: 'annotation.update', id: 'a', changes: { text: '' } });
    stack.did(mine, state, 'Rename');
    state = apply(
      state,
      event(3, { kind: 'annotation.update', id: 'a', changes: { text: 'theirs' } }, 'tom'),
    );
    expect(stack.undo(state)).toBeNull();
  });
  it('[R22] brings a mark back by restoring it', () => {
    const stack = new UndoStack();
    stack.did(create('a'), EMPTY, 'Length');
    const state = apply(EMPTY, event(1, create('a')));
    expect(stack.undo(state)).toEqual({ kind: 'annotation.delete', id: 'a' });
    expect(stack.redo(apply(state, event(2, { kind: 'annotation.delete', id: 'a' })))).toEqual({
      kind: 'annotation.restore',
      id: 'a',
    });
  });
});
