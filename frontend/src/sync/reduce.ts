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
  asking: [],
  spotlight: 0,
  annotations: [],
  comments: [],
  chat: [],
  open_series: [],
  key_images: [],
};

function touch(
  state: RoomState,
  id: string,
  seq: number,
  change: Partial<Pick<Annotation, 'points' | 'text' | 'value' | 'editable_by' | 'deleted'>>,
): RoomState {
  const touched = Object.fromEntries(Object.keys(change).map((name) => [name, seq]));
  const annotations = state.annotations.map((mark) =>
    mark.id === id ? { ...mark, ...change, touched: { ...mark.touched, ...touched } } : mark,
  );
  return { ...state, annotations };
}

function without(people: readonly string[], person: string | null): string[] {
  return people.filter((one) => one !== person);
}

type Presenting = Extract<Event['op'], { kind: 'presenter.set' | 'presenter.ask' | 'spotlight.set' }>;

function reducePresenting(state: RoomState, op: Presenting, seq: number): Partial<RoomState> {
  switch (op.kind) {
    case 'presenter.set': {
      // A call to follow is the presenter's own, and whoever presents asks no more.
      const spotlight = op.person === state.presenter ? state.spotlight : 0;
      return { presenter: op.person, asking: without(state.asking, op.person), spotlight };
    }
    case 'presenter.ask': {
      const others = without(state.asking, op.person);
      return { asking: op.on ? [...others, op.person] : others };
    }
    case 'spotlight.set':
      return { spotlight: op.on ? seq : 0 };
  }
}

function created(
  state: RoomState,
  { id, tool, image, points, text, value = null }: Extract<Event['op'], { kind: 'annotation.create' }>,
  { seq, author, at }: Event,
): RoomState {
  const mark: Annotation = {
    ...{ id, tool, image, points, text, value, author, at, editable_by: 'author' },
    number: state.next_number,
    deleted: false,
    touched: { points: seq, text: seq, deleted: seq },
  };
  return { ...state, next_number: state.next_number + 1, annotations: [...state.annotations, mark] };
}

function reduce(state: RoomState, event: Event): RoomState {
  const { op, seq } = event;
  switch (op.kind) {
    case 'annotation.create':
      return created(state, op, event);
    case 'annotation.update': {
      const { points, text, value, editable_by } = op.changes;
      return touch(state, op.id, seq, {
        ...(points != null && { points }),
        ...(text != null && { text }),
        ...(value != null && { value }),
        ...(editable_by != null && { editable_by }),
      });
    }
    case 'annotation.delete':
      return touch(state, op.id, seq, { deleted: true });
    case 'annotation.restore':
      return touch(state, op.id, seq, { deleted: false });
    case 'chat.post': {
      const line = { id: op.id, seq, author: event.author, at: event.at, text: op.text };
      return { ...state, chat: [...state.chat, line].slice(-CHAT_KEPT) };
    }
    case 'comment.post': {
      const { id, annotation_id, text } = op;
      const comment = { id, seq, annotation_id, author: event.author, at: event.at, text };
      return { ...state, comments: [...state.comments, comment] };
    }
    case 'presenter.set':
    case 'presenter.ask':
    case 'spotlight.set':
      return { ...state, ...reducePresenting(state, op, seq) };
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
