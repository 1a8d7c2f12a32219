import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Event, RoomState } from '../protocol/generated';
import { EMPTY, apply } from './reduce';

interface History {
  seed: number;
  events: Event[];
  states: Record<string, RoomState>;
}

const histories = JSON.parse(readFileSync('../tests/fixtures/protocol/replay.json', 'utf8')) as History[];

it.each(histories)('[R20] the shared history $seed folds to the shared states', ({ events, states }) => {
  for (const [count, state] of Object.entries(states)) {
    expect(events.slice(0, Number(count)).reduce(apply, EMPTY)).toEqual(state);
  }
});

it('[R20] a state is never changed in place', () => {
  const [history] = histories;
  let state = EMPTY;
  for (const event of history?.events ?? []) {
    const before = JSON.stringify(state);
    const after = apply(state, event);
    expect(JSON.stringify(state)).toBe(before);
    state = after;
  }
});
