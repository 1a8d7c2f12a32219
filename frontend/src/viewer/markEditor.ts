/** Drawing new marks and dragging existing ones, as a small machine fed with places on the screen. */
import { type ImageRef, sameImage } from '../shared/images';
import { add, sub, type Vec3 } from '../shared/vec3';
import { type Grip, gripAt, type ScreenPoint } from './marks';
import type { Draft, Mark, PointerAt, Tool } from './types';

export interface EditorHost {
  marks(): readonly Mark[];
  /** The marks on the shown image, and where. */
  visible(): readonly { id: string; screen: readonly ScreenPoint[] }[];
  /** The point of the image below a place of the screen, kept inside the image. */
  pointAt(at: ScreenPoint): PointerAt | null;
  askText(draft: Draft): Promise<string | null>;
  changed(): void;
  emitDraft(draft: Draft | null): void;
  emitCommit(draft: Draft & { text: string }): void;
  emitChange(id: string, points: Vec3[]): void;
  emitSelect(id: string | null): void;
}

type State =
  | { kind: 'idle' }
  | { kind: 'drawing'; draft: Draft; from: ScreenPoint; clicked: boolean }
  | { kind: 'asking'; draft: Draft }
  | {
      kind: 'dragging';
      grip: Grip;
      image: ImageRef;
      start: Vec3;
      before: Vec3[];
      points: Vec3[];
      moved: boolean;
    };

const TOOLS: Partial<Record<Tool, Mark['tool']>> = { Length: 'length', Arrow: 'arrow' };
const CLICK = 4;

export class MarkEditor {
  private state: State = { kind: 'idle' };

  constructor(private readonly host: EditorHost) {}

  /** The mark being drawn here. */
  get draft(): Draft | null {
    return this.state.kind === 'drawing' || this.state.kind === 'asking' ? this.state.draft : null;
  }

  /** Where the points of a mark are while it is being dragged. */
  override(id: string): Vec3[] | null {
    return this.state.kind === 'dragging' && this.state.grip.id === id ? this.state.points : null;
  }

  /** Whether something lies below that would be taken hold of. */
  over(at: ScreenPoint): boolean {
    return this.state.kind === 'idle' && gripAt(at, this.host.visible()) !== null;
  }

  /** The button went down. Answers whether it was for a mark; otherwise the tool gets it. */
  down(at: ScreenPoint, tool: Tool, reach: number): boolean {
    if (this.state.kind === 'asking') return true;
    if (this.state.kind === 'drawing') {
      this.place(at);
      return true;
    }
    if (this.take(at, reach)) return true;
    if (this.host.marks().some(({ selected }) => selected)) this.host.emitSelect(null);
    const kind = TOOLS[tool];
    const start = kind && this.host.pointAt(at);
    if (!start) return false;
    this.begin(kind, start, at);
    return true;
  }

  move(at: ScreenPoint): void {
    if (this.state.kind === 'drawing') this.place(at);
    else if (this.state.kind === 'dragging') this.drag(at);
  }

  up(at: ScreenPoint): void {
    const { state } = this;
    if (state.kind === 'dragging') {
      this.state = { kind: 'idle' };
      if (state.moved) this.host.emitChange(state.grip.id, state.points);
      this.host.changed();
      return;
    }
    if (state.kind !== 'drawing') return;
    const far = Math.hypot(at.x - state.from.x, at.y - state.from.y) >= CLICK;
    // A click without a drag sets the first end; the next click sets the second.
    if (far) void this.finish(state.draft);
    else state.clicked = true;
  }

  cancel(): boolean {
    if (this.state.kind === 'idle') return false;
    const drawing = this.state.kind !== 'dragging';
    this.state = { kind: 'idle' };
    if (drawing) this.host.emitDraft(null);
    this.host.changed();
    return true;
  }

  /**
   * Another image is shown: by my wheel or keys, or by whoever I follow. What is being drawn or dragged is given up:
   * a line with one end here and one there would be a length of nothing. An arrow that waits for its words is done.
   */
  shown(image: ImageRef | null): void {
    const { state } = this;
    const on = state.kind === 'drawing' ? state.draft.image : state.kind === 'dragging' ? state.image : null;
    if (on && !(image && sameImage(on, image))) this.cancel();
  }

  private take(at: ScreenPoint, reach: number): boolean {
    const grip = gripAt(at, this.host.visible(), reach);
    const mark = grip && this.host.marks().find(({ id }) => id === grip.id);
    if (!grip || !mark) return false;
    this.host.emitSelect(mark.id);
    const start = this.host.pointAt(at);
    // A mark is also seen on images of the same plane, but its points are only taken from its own.
    if (!mark.locked && start && sameImage(start.image, mark.image)) {
      this.state = {
        kind: 'dragging',
        grip,
        image: mark.image,
        start: start.point,
        before: mark.points,
        points: mark.points,
        moved: false,
      };
    }
    return true;
  }

  private begin(tool: Mark['tool'], start: PointerAt, from: ScreenPoint): void {
    const image: ImageRef = start.image;
    const draft = { id: crypto.randomUUID(), tool, image, points: [start.point, start.point] };
    this.state = { kind: 'drawing', draft, from, clicked: false };
    this.host.emitDraft(draft);
    this.host.changed();
  }

  /** The point below, given that the image is still the one that is worked on. */
  private found(at: ScreenPoint): PointerAt | null {
    const found = this.host.pointAt(at);
    if (found) this.shown(found.image);
    return found;
  }

  private place(at: ScreenPoint): void {
    const found = this.found(at);
    if (this.state.kind !== 'drawing' || !found) return;
    const { draft } = this.state;
    const [first = found.point] = draft.points;
    this.state.draft = { ...draft, points: [first, found.point] };
    this.host.emitDraft(this.state.draft);
    this.host.changed();
  }

  private drag(at: ScreenPoint): void {
    const found = this.found(at);
    if (this.state.kind !== 'dragging' || !found) return;
    const { grip, before, start } = this.state;
    const shift = sub(found.point, start);
    this.state.points = before.map((point, index) => {
      if (grip.handle === null) return add(point, shift);
      return index === grip.handle ? found.point : point;
    });
    this.state.moved = true;
    this.host.changed();
  }

  private async finish(draft: Draft): Promise<void> {
    let text: string | null = '';
    if (draft.tool === 'arrow') {
      this.state = { kind: 'asking', draft };
      text = await this.host.askText(draft).catch(() => null);
      // Given up meanwhile: Esc, another series.
      if (this.draft?.id !== draft.id) return;
    }
    this.state = { kind: 'idle' };
    this.host.emitDraft(null);
    if (text !== null) this.host.emitCommit({ ...draft, text });
    this.host.changed();
  }
}
