/** Look along with another tab: its series, slice, window, zoom in every viewport, as its values come in. */
import type { RoomSession } from '../../../sync';
import type { ImageViewport, LayerView } from '../../../viewer';
import { fromLayer, fromLive, fromView, stackKey } from '../refs';
import type { Layout, Opening } from '../stage/useSlots';

export interface Stage {
  viewport: (number: number) => ImageViewport | undefined;
  /** The stack of images in a viewport, null while empty. */
  stackIn: (viewport: number) => string | null;
  open: (viewport: number, opening: Opening) => void;
  setLayout: (layout: Layout) => void;
  setLayer: (viewport: number, layer: LayerView | null) => void;
}

export class Follower {
  private sid = 0;

  constructor(
    private readonly session: RoomSession,
    private readonly stage: Stage,
  ) {}

  get following(): number {
    return this.sid;
  }

  start(sid: number): void {
    this.sid = sid;
    this.apply();
  }

  stop(): void {
    this.sid = 0;
  }

  /** Show what the other shows. Called when their values change, and when a viewport of mine becomes ready. */
  apply(): void {
    const peer = this.sid === 0 ? undefined : this.session.peer(this.sid);
    if (!peer) return;
    const { viewports, rows } = peer.status;
    this.stage.setLayout({ rows, columns: Math.max(1, Math.round(viewports / rows)) });
    for (const [number, live] of peer.images) {
      if (number > viewports) continue;
      const image = fromLive(live);
      const { reformat } = image;
      if (this.stage.stackIn(number) !== stackKey(image.seriesUid, reformat)) {
        const cut = reformat && {
          plane: reformat.plane,
          slab: { mode: reformat.mode, mm: Number(reformat.slab_mm.toFixed(1)) },
        };
        const { studyUid, seriesUid } = image;
        this.stage.open(number, { studyUid, seriesUid, start: image, cut: cut ?? null });
        continue;
      }
      const view = peer.views.get(number);
      const viewport = this.stage.viewport(number);
      viewport?.applyView({ image, ...(view && fromView(view)) });
      this.applyLayer(number, peer.layers.get(number) ?? null, viewport?.layerView() ?? null);
    }
  }

  private applyLayer(
    number: number,
    layer: Parameters<typeof fromLayer>[0] | null,
    mine: LayerView | null,
  ): void {
    const theirs = layer && fromLayer(layer);
    if (!theirs && !mine) return;
    const same =
      theirs?.series === mine?.series &&
      theirs?.opacity === mine?.opacity &&
      theirs?.lower === mine?.lower &&
      theirs?.upper === mine?.upper;
    if (!same && (theirs || !layer)) this.stage.setLayer(number, theirs);
  }
}
