/** Drawing new marks and dragging existing ones, as a small machine fed with places on the screen. */
import { t } from '../../shared/i18n';
import { type ImageRef, sameImage } from '../../shared/images';
import { add2, distance2, sub2, type Vec2 } from '../../shared/vec2';
import type { Vec3 } from '../../shared/vec3';
import {
  type Draft,
  type Mark,
  MARK_OF,
  type MarkTool,
  type PointerAt,
  type Said,
  type Tool,
} from '../types';
import { type Grip, gripAt, type Placed, type ScreenPoint } from './grips';
import type { ImageScale } from './scale';
import { type Axes, hasExtent, SHAPES } from './shapes';

export interface EditorHost {
  marks(): readonly Mark[];
  /** The marks on the shown image, and where. */
  visible(): readonly Placed[];
  /** The point of the image below a place of the screen, kept inside the image. */
  pointAt(at: ScreenPoint): PointerAt | null;
  /** The plane of the shown image, and the screen's directions in it. */
  plane(): { scale: ImageScale; axes: Axes; calibrates: boolean } | null;
  ask(draft: Draft): Promise<Said | null>;
  changed(): void;
  emitDraft(draft: Draft | null): void;
  emitCommit(draft: Draft & Said): void;
  emitChange(id: string, points: Vec3[]): void;
  emitSelect(id: string | null): void;
  emitRefused(reason: string): void;
}

type State =
  | { kind: 'idle' }
  /** `set`: the places set so far, in units of the plane. `pressed`: where the button went down. */
  | { kind: 'drawing'; draft: Draft; set: Vec2[]; pressed: ScreenPoint | null }
  | { kind: 'asking'; draft: Draft }
  | { kind: 'dragging'; grip: Grip; mark: Mark; start: Vec2; points: Vec3[]; moved: boolean };

const CLICK = 4;
/** Places of an outline nearer than this on the screen say nothing more. */
const OUTLINE_STEP = 3;
const ASKED: readonly MarkTool[] = ['arrow', 'comment', 'calibration'];

export class MarkEditor {
  private state: State = { kind: 'idle' };
  private lastPlace: ScreenPoint = { x: 0, y: 0 };

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
      this.set(at);
      return true;
    }
    const kind = MARK_OF[tool];
    if (kind !== 'freehand' && kind !== 'probe' && this.take(at, reach)) return true;
    if (this.host.marks().some(({ selected }) => selected)) this.host.emitSelect(null);
    return kind !== undefined && this.begin(kind, at);
  }

  move(at: ScreenPoint): void {
    if (this.state.kind === 'drawing') this.hover(at);
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
    if (state.kind !== 'drawing' || !state.pressed) return;
    const far = Math.hypot(at.x - state.pressed.x, at.y - state.pressed.y) >= CLICK;
    state.pressed = null;
    if (SHAPES[state.draft.tool].clicks === 'outline') this.finish(state.draft);
    // A click without a drag sets one place; the next click sets the next.
    else if (far) this.set(at);
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
   * a line with one end here and one there would be a length of nothing. A mark that waits for its words is done.
   */
  shown(image: ImageRef | null): void {
    const { state } = this;
    const on =
      state.kind === 'drawing' ? state.draft.image : state.kind === 'dragging' ? state.mark.image : null;
    if (on && !(image && sameImage(on, image))) this.cancel();
  }

  private take(at: ScreenPoint, reach: number): boolean {
    const grip = gripAt(at, this.host.visible(), reach);
    const mark = grip && this.host.marks().find(({ id }) => id === grip.id);
    if (!grip || !mark) return false;
    this.host.emitSelect(mark.id);
    const start = this.host.pointAt(at);
    const plane = this.host.plane();
    // A mark is also seen on images of the same plane, but its points are only taken from its own.
    if (!mark.locked && start && plane && sameImage(start.image, mark.image)) {
      const from = plane.scale.toUnits(start.point);
      this.state = { kind: 'dragging', grip, mark, start: from, points: mark.points, moved: false };
    }
    return true;
  }

  private begin(tool: MarkTool, at: ScreenPoint): boolean {
    const start = this.host.pointAt(at);
    const plane = this.host.plane();
    if (!start || !plane) return false;
    if (tool === 'calibration' && !plane.calibrates) {
      this.host.emitRefused(
        t('This image says itself how large its pixels are. There is nothing to calibrate.'),
      );
      return true;
    }
    const draft = { id: crypto.randomUUID(), tool, image: start.image, points: [start.point] };
    this.state = { kind: 'drawing', draft, set: [], pressed: at };
    this.set(at);
    return true;
  }

  /** The place below in units of the plane, given that the image is still the one that is worked on. */
  private found(at: ScreenPoint): { at: Vec2; plane: NonNullable<ReturnType<EditorHost['plane']>> } | null {
    const found = this.host.pointAt(at);
    const plane = this.host.plane();
    if (!found || !plane) return null;
    this.shown(found.image);
    return { at: plane.scale.toUnits(found.point), plane };
  }

  /** Set the next place of the mark that is drawn. */
  private set(at: ScreenPoint): void {
    const found = this.found(at);
    if (this.state.kind !== 'drawing' || !found) return;
    this.state.set = [...this.state.set, found.at];
    this.state.pressed = at;
    this.lastPlace = at;
    this.draw(this.state.set, found.plane);
    const { clicks } = SHAPES[this.state.draft.tool];
    if (this.state.set.length === clicks) this.finish(this.state.draft);
  }

  private hover(at: ScreenPoint): void {
    const found = this.found(at);
    const { state } = this;
    if (state.kind !== 'drawing' || !found) return;
    const outline = SHAPES[state.draft.tool].clicks === 'outline';
    if (outline) {
      const far = Math.hypot(at.x - this.lastPlace.x, at.y - this.lastPlace.y) >= OUTLINE_STEP;
      if (!state.pressed || !far) return;
      state.set = [...state.set, found.at];
      this.lastPlace = at;
    }
    this.draw(outline ? state.set : [...state.set, found.at], found.plane);
  }

  private draw(set: readonly Vec2[], { scale, axes }: NonNullable<ReturnType<EditorHost['plane']>>): void {
    if (this.state.kind !== 'drawing') return;
    const { draft } = this.state;
    const points = SHAPES[draft.tool].draw(set, axes).map((point) => scale.fromUnits(point));
    this.state.draft = { ...draft, points };
    this.host.emitDraft(this.state.draft);
    this.host.changed();
  }

  private drag(at: ScreenPoint): void {
    const found = this.found(at);
    if (this.state.kind !== 'dragging' || !found) return;
    const { grip, mark, start } = this.state;
    const { scale } = found.plane;
    const before = mark.points.map((point) => scale.toUnits(point));
    const shift = sub2(found.at, start);
    const after =
      grip.handle === null
        ? before.map((point) => add2(point, shift))
        : SHAPES[mark.tool].drag(before, grip.handle, found.at);
    this.state.points = after.map((point) => scale.fromUnits(point));
    this.state.moved ||= distance2(found.at, start) > 0;
    this.host.changed();
  }

  private finish(draft: Draft): void {
    const plane = this.host.plane();
    const points = plane ? draft.points.map((point) => plane.scale.toUnits(point)) : [];
    if (hasExtent(draft.tool, points)) void this.complete(draft);
    else this.cancel();
  }

  private async complete(draft: Draft): Promise<void> {
    let said: Said | null = { text: '', value: null };
    if (ASKED.includes(draft.tool)) {
      this.state = { kind: 'asking', draft };
      said = await this.host.ask(draft).catch(() => null);
      // Given up meanwhile: Esc, another series.
      if (this.draft?.id !== draft.id) return;
    }
    this.state = { kind: 'idle' };
    this.host.emitDraft(null);
    if (said !== null) this.host.emitCommit({ ...draft, ...said });
    this.host.changed();
  }
}
