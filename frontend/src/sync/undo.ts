/** Undo and redo of one's own operations. An undo is an ordinary operation, so everybody sees it and it is kept. */
import type { Annotation, Op, RoomState } from '../protocol/generated';

interface Step {
  label: string;
  undo: (state: RoomState) => Op | null;
  redo: (state: RoomState) => Op | null;
}

function find(state: RoomState, id: string): Annotation | undefined {
  return state.annotations.find((mark) => mark.id === id);
}

const remove =
  (id: string) =>
  (state: RoomState): Op | null =>
    find(state, id)?.deleted === false ? { kind: 'annotation.delete', id } : null;

const restore =
  (id: string) =>
  (state: RoomState): Op | null =>
    find(state, id)?.deleted === true ? { kind: 'annotation.restore', id } : null;

type Changes = Extract<Op, { kind: 'annotation.update' }>['changes'];

/** Change back only what still is as I left it: another's later change of the same property stands. */
function change(id: string, from: Changes, to: Changes) {
  return (state: RoomState): Op | null => {
    const mark = find(state, id);
    if (!mark || mark.deleted) return null;
    const changes: Changes = {};
    if (to.text != null && mark.text === from.text) changes.text = to.text;
    if (to.value != null && mark.value === from.value) changes.value = to.value;
    if (to.editable_by != null && mark.editable_by === from.editable_by) changes.editable_by = to.editable_by;
    if (to.points != null && JSON.stringify(mark.points) === JSON.stringify(from.points))
      changes.points = to.points;
    return Object.keys(changes).length > 0 ? { kind: 'annotation.update', id, changes } : null;
  };
}

function stepOf(op: Op, before: RoomState, label: string): Step | null {
  switch (op.kind) {
    case 'annotation.create':
      return { label, undo: remove(op.id), redo: restore(op.id) };
    case 'annotation.delete':
      return { label, undo: restore(op.id), redo: remove(op.id) };
    case 'annotation.restore':
      return { label, undo: remove(op.id), redo: restore(op.id) };
    case 'annotation.update': {
      const mark = find(before, op.id);
      if (!mark) return null;
      const old: Changes = {};
      if (op.changes.text != null) old.text = mark.text;
      if (op.changes.points != null) old.points = mark.points;
      if (op.changes.value != null && mark.value != null) old.value = mark.value;
      if (op.changes.editable_by != null) old.editable_by = mark.editable_by;
      return { label, undo: change(op.id, op.changes, old), redo: change(op.id, old, op.changes) };
    }
    default:
      return null;
  }
}

export class UndoStack {
  private readonly done: Step[] = [];
  private undone: Step[] = [];

  /** Remember an operation of mine, with the state before it. */
  did(op: Op, before: RoomState, label: string): void {
    const step = stepOf(op, before, label);
    if (!step) return;
    this.done.push(step);
    this.undone = [];
  }

  /** What undo would undo, in words; null when there is nothing. */
  get undoLabel(): string | null {
    return this.done.at(-1)?.label ?? null;
  }

  get redoLabel(): string | null {
    return this.undone.at(-1)?.label ?? null;
  }

  /** The operation that undoes my last one that can still be undone. */
  undo(state: RoomState): Op | null {
    return this.move(this.done, this.undone, (step) => step.undo(state));
  }

  redo(state: RoomState): Op | null {
    return this.move(this.undone, this.done, (step) => step.redo(state));
  }

  private move(from: Step[], to: Step[], make: (step: Step) => Op | null): Op | null {
    for (let step = from.pop(); step; step = from.pop()) {
      const op = make(step);
      if (op) {
        to.push(step);
        return op;
      }
    }
    return null;
  }
}
