/**
 * Fold events into the room's state; the twin of apps/live/engine/reduce.py, held to it by shared fixtures.
 * States are never changed in place: what an event does not touch is shared with the state before.
 */
import type { Annotation, Event, RoomState } from '../protocol/generated';

export const CHAT_KEPT = 500;

export const EMPTY: RoomState = {
  seq: 0,
  next_number: 1,
  presenter: null,
  annotations: [],
  chat: [],
  open_series: [],
  key_images: [],
};

function touch(
  state: RoomState,
  id: string,
  seq: number,
  change: Partial<Pick<Annotation, 'points' | 'text' | 'deleted'>>,
): RoomState {
  const touched = Object.fromEntries(Object.keys(change).map((name) => [name, seq]));
  const annotations = state.annotations.map((mark) =>
    mark.id === id ? { ...mark, ...change, touched: { ...mark.touched, ...touched } } : mark,
  );
  return { ...state, annotations };
}

function reduce(state: RoomState, event: Event): RoomState {
  const { op, seq } = event;
  switch (op.kind) {
    case 'annotation.create': {
      const { id, tool, image, points, text } = op;
      const mark: Annotation = {
        ...{ id, tool, image, points, text },
        number: state.next_number,
        author: event.author,
        at: event.at,
        deleted: false,
        touched: { points: seq, text: seq, deleted: seq },
      };
      return { ...state, next_number: state.next_number + 1, annotations: [...state.annotations, mark] };
    }
    case 'annotation.update': {
      const { points, text } = op.changes;
      return touch(state, op.id, seq, { ...(points != null && { points }), ...(text != null && { text }) });
    }
    case 'annotation.delete':
      return touch(state, op.id, seq, { deleted: true });
    case 'annotation.restore':
      return touch(state, op.id, seq, { deleted: false });
    case 'chat.post': {
      const line = { id: op.id, seq, author: event.author, at: event.at, text: op.text };
      return { ...state, chat: [...state.chat, line].slice(-CHAT_KEPT) };
    }
    case 'presenter.set':
      return { ...state, presenter: op.person };
    case 'series.open': {
      const { viewport, study_uid, series_uid } = op;
      const entry = { viewport, study_uid, series_uid };
      const others = state.open_series.filter((other) => other.viewport !== op.viewport);
      return { ...state, open_series: [...others, entry].sort((a, b) => a.viewport - b.viewport) };
    }
    case 'key_image.set': {
      const others = state.key_images.filter(
        (image) => image.sop_uid !== op.image.sop_uid || image.frame !== op.image.frame,
      );
      return { ...state, key_images: op.on ? [...others, op.image] : others };
    }
  }
}

/** Apply the next event. */
export function apply(state: RoomState, event: Event): RoomState {
  return { ...reduce(state, event), seq: event.seq };
}
