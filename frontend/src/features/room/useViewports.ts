import { useEffect, useMemo } from 'react';
import type { RoomSession } from '../../sync';
import type { Draft, ImageViewport, Mark, ViewState } from '../../viewer';
import { CursorLayer, type RemoteCursor } from './cursors';
import { type Look, lookOf, personOfTab } from './people';
import { draftMark, fromLive, toLive, toView } from './refs';

export interface ViewportHandlers {
  commit: (mark: Draft & { text: string }) => void;
  change: (id: string, points: Draft['points']) => void;
  remove: (id: string) => void;
  select: (id: string | null) => void;
  /** Nothing is being drawn in a viewport any more. */
  drawn: (viewport: number) => void;
  interaction: () => void;
  progress: (viewport: number, loaded: number) => void;
  ready: () => void;
  goTo: (viewport: number, index: number) => void;
}

interface Pane {
  viewport: ImageViewport;
  layer: CursorLayer;
  stop: () => void;
}

/**
 * Everything between the viewports and the room that happens at the pace of pointers: my cursor, view and draft go
 * out, everybody's come in. Outside React on purpose; one instance a room.
 */
export class Viewports {
  readonly panes = new Map<number, Pane>();
  handlers: ViewportHandlers | null = null;
  cursorsShown = true;
  private marks: Mark[] = [];
  private pointed = 1;
  private drafting = false;

  constructor(private readonly session: RoomSession) {}

  mount(number: number, viewport: ImageViewport, layer: HTMLElement): void {
    const cursors = new CursorLayer(layer, viewport, (_, index) => this.handlers?.goTo(number, index));
    const stops = [...this.publish(number, viewport), ...this.forward(number, viewport)];
    this.panes.set(number, { viewport, layer: cursors, stop: () => stops.forEach((stop) => stop()) });
    viewport.setMarks(this.marks);
  }

  unmount(number: number): void {
    const pane = this.panes.get(number);
    // While its listeners are there: others see what is drawn here and where I point until they hear otherwise.
    pane?.viewport.cancelDrawing();
    pane?.stop();
    this.panes.delete(number);
  }

  viewport(number: number): ImageViewport | undefined {
    return this.panes.get(number)?.viewport;
  }

  setMarks(marks: Mark[]): void {
    this.marks = marks;
    this.drawMarks();
  }

  /** Somebody's live values changed. */
  live(): void {
    const drafts = this.drafts();
    if (drafts.length > 0 || this.drafting) this.drawMarks();
    this.drafting = drafts.length > 0;
    this.placeCursors();
  }

  placeCursors(): void {
    const cursors = this.cursorsShown ? this.remoteCursors() : [];
    const visible = new Set<number>();
    for (const { layer } of this.panes.values()) for (const sid of layer.place(cursors)) visible.add(sid);
    const elsewhere = cursors.filter((cursor) => !visible.has(cursor.sid));
    for (const { layer } of this.panes.values()) layer.mark(elsewhere);
  }

  private drawMarks(): void {
    const all = [...this.marks, ...this.drafts()];
    for (const { viewport } of this.panes.values()) viewport.setMarks(all);
  }

  /** Tabs whose values are true now: what a silent line last said is not. */
  private heard(): number[] {
    const silent = this.session.view().present.filter((one) => one.reconnecting);
    const sids = new Set(silent.map((one) => one.sid));
    return [...this.session.live.peers.keys()].filter((sid) => !sids.has(sid));
  }

  private drafts(): Mark[] {
    return this.heard().flatMap((sid) => {
      const peer = this.session.peer(sid);
      const mark = peer ? draftMark(peer, this.lookOfTab(sid)?.color ?? '#FFFFFF') : null;
      return mark ? [mark] : [];
    });
  }

  private lookOfTab(sid: number): Look | null {
    const person = personOfTab(this.session.view(), sid);
    return person ? lookOf(this.session.view(), person.id) : null;
  }

  private remoteCursors(): RemoteCursor[] {
    const found: RemoteCursor[] = [];
    for (const sid of this.heard()) {
      const peer = this.session.peer(sid);
      const person = personOfTab(this.session.view(), sid);
      if (!peer || !person || peer.status.cursorHidden) continue;
      const look = lookOf(this.session.view(), person.id);
      for (const [viewport, cursor] of peer.cursors) {
        const image = peer.images.get(viewport);
        if (!cursor.shown || !image) continue;
        const { pointing, x, y, z } = cursor;
        found.push({
          sid,
          name: person.name,
          look,
          pointing,
          point: [x, y, z],
          image: fromLive(image),
          movedAt: peer.movedAt,
        });
      }
    }
    return found;
  }

  private publish(number: number, viewport: ImageViewport): (() => void)[] {
    const show = (view: ViewState) => {
      if (view.image === null || !(view.upper > view.lower)) return;
      this.session.show({ kind: 'image', value: toLive(view.image) }, number);
      this.session.show({ kind: 'view', value: toView(view) }, number);
    };
    const last = { x: 0, y: 0, z: 0 };
    let pointing = false;
    const hide = () => {
      if (pointing)
        this.session.show({ kind: 'cursor', value: { ...last, shown: false, pointing: false } }, number);
    };
    return [
      hide,
      viewport.on('view', show),
      viewport.on('rendered', () => {
        show(viewport.view());
        this.placeCursors();
      }),
      viewport.on('pointer', (at) => {
        pointing = at !== null;
        if (at) {
          [last.x, last.y, last.z] = at.point;
          if (this.pointed !== number)
            this.session.show(
              { kind: 'cursor', value: { ...last, shown: false, pointing: false } },
              this.pointed,
            );
          this.pointed = number;
        }
        this.session.show(
          { kind: 'cursor', value: { ...last, shown: at !== null, pointing: false } },
          number,
        );
      }),
      viewport.on('draft', (draft) => {
        const value = draft && { tool: draft.tool, image: toLive(draft.image), points: draft.points };
        this.session.show({ kind: 'draft', value });
        if (draft === null) this.handlers?.drawn(number);
      }),
    ];
  }

  private forward(number: number, viewport: ImageViewport): (() => void)[] {
    return [
      viewport.on('commit', (mark) => this.handlers?.commit(mark)),
      viewport.on('change', ({ id, points }) => this.handlers?.change(id, points)),
      viewport.on('remove', ({ id }) => this.handlers?.remove(id)),
      viewport.on('select', ({ id }) => this.handlers?.select(id)),
      viewport.on('interaction', () => this.handlers?.interaction()),
      viewport.on('progress', ({ loaded }) => {
        this.handlers?.progress(number, loaded);
        this.handlers?.ready();
      }),
    ];
  }
}

/** The room's viewports, told of every live change. */
export function useViewports(session: RoomSession, handlers: ViewportHandlers): Viewports {
  const viewports = useMemo(() => new Viewports(session), [session]);
  useEffect(() => {
    viewports.handlers = handlers;
  });
  useEffect(() => session.onLive(() => viewports.live()), [session, viewports]);
  useEffect(() => {
    // A pointer that rests fades; nothing else would draw it again.
    const timer = setInterval(() => viewports.placeCursors(), 1000);
    return () => clearInterval(timer);
  }, [viewports]);
  return viewports;
}
