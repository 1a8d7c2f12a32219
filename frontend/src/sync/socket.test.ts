/** Getting in, and telling a dead line from a busy tab. The clock is made of steps. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RoomSocket, type SocketHandlers } from './socket';

class FakeSocket {
  static all: FakeSocket[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  bufferedAmount = 0;
  send = vi.fn();
  close = vi.fn();

  constructor() {
    FakeSocket.all.push(this);
  }

  welcome(): void {
    this.onmessage?.({ data: '{"type":"welcome"}' });
  }
}

const on = {
  ...{ hello: vi.fn(() => ({})), message: vi.fn(), binary: vi.fn(), online: vi.fn(), offline: vi.fn() },
  ...{ ended: vi.fn(), ack: () => 0, roundTrip: vi.fn() },
};

function open(): { room: RoomSocket; newest: () => FakeSocket } {
  const room = new RoomSocket('ws://x/', on as unknown as SocketHandlers);
  room.start();
  return { room, newest: () => FakeSocket.all.at(-1) ?? expect.unreachable() };
}

/** Time goes by without any timer running: a busy main thread, a throttled tab. */
function sleep(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
  slept += ms;
}
let slept = 0;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  FakeSocket.all = [];
  slept = 0;
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + slept);
  vi.stubGlobal('WebSocket', FakeSocket);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('[R38] gives a slow line ten seconds to get in, and two to answer afterwards', () => {
  const { room, newest } = open();
  vi.advanceTimersByTime(9000);
  expect(on.offline).not.toHaveBeenCalled();
  newest().welcome();
  expect(room.connected).toBe(true);
  vi.advanceTimersByTime(3000);
  expect(on.offline).toHaveBeenCalledTimes(1);
  room.stop();
});

it('[R38] has more patience with every try', () => {
  const { room } = open();
  vi.advanceTimersByTime(10_100);
  expect(on.offline).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(700);
  expect(FakeSocket.all).toHaveLength(2);
  vi.advanceTimersByTime(14_000);
  expect(on.offline).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1100);
  expect(on.offline).toHaveBeenCalledTimes(2);
  room.stop();
});

it('[R38] asks once more after the tab itself was held up, and only then gives up', () => {
  const { room, newest } = open();
  newest().welcome();
  vi.advanceTimersByTime(10);
  newest().send.mockClear();
  sleep(5000);
  vi.advanceTimersByTime(700);
  expect(on.offline).not.toHaveBeenCalled();
  expect(newest().send).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1400);
  expect(on.offline).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1400);
  expect(on.offline).toHaveBeenCalledTimes(1);
  room.stop();
});
