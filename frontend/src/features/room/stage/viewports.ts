import { useEffect, useMemo } from 'react';
import type { Peer, RoomSession } from '../../../sync';
import { SELF_COLOR } from '../../../ui/palette';
import {
  type Calibrations,
  type CrosshairAt,
  type Draft,
  type ImageViewport,
  imageOf,
  type LayerView,
  type Mark,
  type PointerAt,
  type Said,
  type ViewState,
} from '../../../viewer';
import { type Look, lookOf, personOfTab } from '../people';
import { draftMark, fromLive, keyOfSeries, shownAt, stackKey, toLayer, toLive, toView } from '../refs';
import { CursorLayer, type RemoteCursor, type ScrubberPerson } from './cursors';
import { referenceLines, Trails } from './guides';
import { Linker } from './linking';
import { MyPointer } from './pointer';

export interface ViewportHandlers {
  commit: (mark: Draft & Said) => void;
  change: (id: string, points: Draft['points']) => void;
  remove: (id: string) => void;
  select: (id: string | null) => void;
  refused: (reason: string) => void;
  cine: (viewport: number, playing: boolean) => void;
  /** Nothing is being drawn in a viewport any more. */
  drawn: (viewport: number) => void;
  interaction: () => unknown;
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
  readonly linker = new Linker(() => this.all());
  readonly pointer: MyPointer;
  handlers: ViewportHandlers | null = null;
  cursorsShown = true;
  linesShown = true;
  private marks: Mark[] = [];
  private calibrations: Calibrations = new Map();
  private drafting = false;
  private crosshair: { place: PointerAt; viewport: number } | null = null;
  private readonly trails: Trails;
  private indices = new Map<number, number>();

  constructor(private readonly session: RoomSession) {
    this.pointer = new MyPointer(session);
    this.trails = new Trails((trails) => {
      for (const { viewport } of this.panes.values()) {
        viewport.guides.setTrails(trails);
        viewport.guides.draw();
      }
    });
  }

  mount(number: number, viewport: ImageViewport, layer: HTMLElement): void {
    const cursors = new CursorLayer(layer, viewport, (_, index) => this.handlers?.goTo(number, index));
    const stops = [...this.publish(number, viewport), ...this.forward(number, viewport)];
    const stop = () => {
      for (const end of stops) end();
      cursors.clear();
    };
    this.panes.set(number, { viewport, layer: cursors, stop });
    viewport.setMarks(this.marks, this.calibrations);
    viewport.guides.setCrosshairs(this.crosshairs());
  }

  unmount(number: number): void {
    const pane = this.panes.get(number);
    // While its listeners are there: others see what is drawn here and where I point until they hear otherwise.
    pane?.viewport.cancelDrawing();
    pane?.stop();
    this.pointer.left(number);
    this.panes.delete(number);
  }

  viewport(number: number): ImageViewport | undefined {
    return this.panes.get(number)?.viewport;
  }

  setMarks(marks: Mark[], calibrations: Calibrations): void {
    this.marks = marks;
    this.calibrations = calibrations;
    this.drawMarks();
  }

  /** A series has come into a viewport. */
  loaded(number: number): void {
    this.linker.anchor(number);
    this.drawGuides();
  }

  setLinesShown(shown: boolean): void {
    this.linesShown = shown;
    this.drawGuides();
  }

  /** Set the cross-hair at a place, go there in all my viewports, and show it to the others; null takes it away. */
  setCrosshair(number: number, place: PointerAt | null): void {
    const before = this.crosshair;
    this.crosshair = place && { place, viewport: number };
    if (before && before.viewport !== number) this.showCrosshair(before.viewport, null);
    this.showCrosshair(number, place);
    if (place) this.goToPoint(number, place);
    this.drawGuides();
  }

  /** Lay a series over what a viewport shows, and tell the others. */
  setLayer(number: number, layer: LayerView | null): void {
    this.viewport(number)?.setLayer(layer);
    this.session.show({ kind: 'layer', value: toLayer(layer) }, number);
  }

  /** Somebody's live values changed. */
  live(): void {
    const drafts = this.drafts();
    if (drafts.length > 0 || this.drafting) this.drawMarks();
    this.drafting = drafts.length > 0;
    this.placeCursors();
    this.drawCrosshairs();
  }

  placeCursors(): void {
    const cursors = this.cursorsShown ? this.remoteCursors() : [];
    const visible = new Set<number>();
    for (const { layer } of this.panes.values()) for (const sid of layer.place(cursors)) visible.add(sid);
    const elsewhere = cursors.filter((cursor) => !visible.has(cursor.sid));
    for (const { layer, viewport } of this.panes.values()) {
      layer.mark(elsewhere);
      layer.scrubber(this.cursorsShown ? this.placesIn(viewport) : []);
    }
    for (const cursor of cursors) {
      if (cursor.laser) this.trails.add(String(cursor.sid), cursor.look.color, cursor);
    }
  }

  stop(): void {
    this.trails.stop();
  }

  private all(): Map<number, ImageViewport> {
    return new Map([...this.panes].map(([number, { viewport }]) => [number, viewport]));
  }

  private goToPoint(number: number, { point, image }: PointerAt): void {
    for (const [other, { viewport }] of this.panes) {
      if (other === number || viewport.image()?.frameOfReferenceUid !== image.frameOfReferenceUid) continue;
      const index = viewport.nearestIndex(point);
      if (index !== null) viewport.applyView({ index });
    }
  }

  private showCrosshair(viewport: number, place: PointerAt | null): void {
    const [x, y, z] = place?.point ?? [0, 0, 0];
    this.session.show({ kind: 'crosshair', value: { x, y, z, shown: place !== null } }, viewport);
  }

  private drawMarks(): void {
    const all = [...this.marks, ...this.drafts()];
    for (const { viewport } of this.panes.values()) viewport.setMarks(all, this.calibrations);
  }

  private drawGuides(): void {
    const all = this.all();
    for (const [number, viewport] of all) {
      viewport.guides.setLines(this.linesShown && all.size > 1 ? referenceLines(all, number) : []);
    }
    this.drawCrosshairs();
  }

  private drawCrosshairs(): void {
    const crosshairs = this.crosshairs();
    for (const { viewport } of this.panes.values()) {
      viewport.guides.setCrosshairs(crosshairs);
      viewport.guides.draw();
    }
  }

  private crosshairs(): CrosshairAt[] {
    const own = this.crosshair && { ...this.crosshair.place, key: 'me', color: SELF_COLOR, label: '' };
    const others = this.peers().flatMap(({ peer, look, name }) =>
      [...peer.crosshairs].flatMap(([viewport, crosshair]) => {
        const image = peer.images.get(viewport);
        if (!crosshair.shown || !image || !this.cursorsShown) return [];
        const place = { point: shownAt(crosshair), image: fromLive(image) };
        return [{ ...place, key: String(peer.sid), color: look.color, label: name }];
      }),
    );
    return own ? [own, ...others] : others;
  }

  /** Tabs whose values are true now, with their person: what a silent line last said is not. */
  private peers(): { peer: Peer; look: Look; name: string }[] {
    const view = this.session.view();
    return view.present.flatMap(({ sid, reconnecting }) => {
      const peer = reconnecting ? undefined : this.session.peer(sid);
      const person = personOfTab(view, sid);
      return peer && person ? [{ peer, look: lookOf(view, person.id), name: person.name }] : [];
    });
  }

  private drafts(): Mark[] {
    return this.peers().flatMap(({ peer, look }) => draftMark(peer, look.color) ?? []);
  }

  private remoteCursors(): RemoteCursor[] {
    return this.peers().flatMap(({ peer, look, name }) => {
      if (peer.status.cursorHidden) return [];
      return [...peer.cursors].flatMap(([viewport, { shown, pointing, laser, x, y, z }]): RemoteCursor[] => {
        const image = peer.images.get(viewport);
        if (!shown || !image) return [];
        const { sid, movedAt } = peer;
        return [{ sid, name, look, pointing, laser, point: [x, y, z], image: fromLive(image), movedAt }];
      });
    });
  }

  /** At which images of a viewport's stack the others are. */
  private placesIn(viewport: ImageViewport): ScrubberPerson[] {
    const key = keyOfSeries(viewport.series());
    if (key === null) return [];
    return this.peers().flatMap(({ peer, look, name }) => {
      for (const image of peer.images.values()) {
        const ref = fromLive(image);
        if (stackKey(ref.seriesUid, ref.reformat) !== key) continue;
        const index = imageOf(ref)?.index;
        if (index !== undefined) return [{ sid: peer.sid, name, look, index }];
      }
      return [];
    });
  }

  private publish(number: number, viewport: ImageViewport): (() => void)[] {
    const show = (view: ViewState) => {
      if (view.image === null || !(view.upper > view.lower)) return;
      this.session.show({ kind: 'image', value: toLive(view.image) }, number);
      this.session.show({ kind: 'view', value: toView(view) }, number);
    };
    return [
      viewport.on('view', (view) => {
        show(view);
        if (this.indices.get(number) !== view.index) this.linker.scrolled(number);
        this.indices.set(number, view.index);
      }),
      viewport.on('rendered', () => {
        show(viewport.view());
        this.indices.set(number, viewport.view().index);
        if (this.panes.size > 1) this.drawGuides();
        this.placeCursors();
      }),
      viewport.on('pointer', (at) => {
        this.pointer.moved(number, at);
        if (at && this.lasering) this.trails.add('me', SELF_COLOR, at);
      }),
      viewport.on('ping', (at) => this.pointer.ping(number, at)),
      viewport.on('laser', (on) => {
        this.lasering = on;
        this.pointer.setLaser(on);
      }),
      viewport.on('crosshair', (at) => this.setCrosshair(number, at)),
      viewport.on('draft', (draft) => {
        const value = draft && { tool: draft.tool, image: toLive(draft.image), points: draft.points };
        this.session.show({ kind: 'draft', value });
        if (draft === null) this.handlers?.drawn(number);
      }),
    ];
  }

  private lasering = false;

  private forward(number: number, viewport: ImageViewport): (() => void)[] {
    return [
      viewport.on('commit', (mark) => this.handlers?.commit(mark)),
      viewport.on('change', ({ id, points }) => this.handlers?.change(id, points)),
      viewport.on('remove', ({ id }) => this.handlers?.remove(id)),
      viewport.on('select', ({ id }) => this.handlers?.select(id)),
      viewport.on('refused', ({ reason }) => this.handlers?.refused(reason)),
      viewport.on('cine', (playing) => this.handlers?.cine(number, playing)),
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
  useEffect(() => {
    // Ticks come up to 250 times a second, the screen shows 60: placing pointers measures the page each time.
    let frame = 0;
    const stop = session.onLive(() => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        viewports.live();
      });
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [session, viewports]);
  useEffect(() => {
    // A pointer that rests fades; nothing else would draw it again.
    const timer = setInterval(() => viewports.placeCursors(), 1000);
    return () => {
      clearInterval(timer);
      viewports.stop();
    };
  }, [viewports]);
  return viewports;
}
