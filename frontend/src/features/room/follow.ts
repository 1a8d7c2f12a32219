/** Look along with another tab: its series, slice, window, zoom in every viewport, as its values come in. */
import type { RoomSession } from '../../sync';
import type { ImageViewport } from '../../viewer';
import { fromLive, fromView } from './refs';

export interface Stage {
  viewport: (number: number) => ImageViewport | undefined;
  /** The series in a viewport, null while empty. */
  seriesIn: (viewport: number) => string | null;
  open: (viewport: number, studyUid: string, seriesUid: string, sopUid: string, frame: number) => void;
  setCount: (count: number) => void;
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
    this.stage.setCount(peer.status.viewports);
    for (const [viewport, image] of peer.images) {
      if (viewport > peer.status.viewports) continue;
      if (this.stage.seriesIn(viewport) !== image.seriesUid) {
        this.stage.open(viewport, image.studyUid, image.seriesUid, image.sopUid, image.frame);
        continue;
      }
      const view = peer.views.get(viewport);
      this.stage.viewport(viewport)?.applyView({ image: fromLive(image), ...(view && fromView(view)) });
    }
  }
}
