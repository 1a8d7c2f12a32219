/** The marks of a viewport: which there are, where they are on the screen, and the editor that works on them. */
import { type Box, boxAround } from '../../shared/box';
import type { ImageInfo, ImageRef } from '../../shared/images';
import type { Vec3 } from '../../shared/vec3';
import { type Affine, apply } from '../camera';
import type { PixelPosition } from '../geometry';
import type { Draft, Mark, PointerAt, Said, ViewportEvents } from '../types';
import { MarkEditor } from './editor';
import type { ScreenPoint } from './grips';
import { type DrawnMark, MarksLayer } from './layer';
import { labelLines, type MeasureContext } from './measure';
import { canCalibrate, scaleOf } from './scale';
import type { Axes } from './shapes';

export interface BoardHost {
  /** The pixel position of a point made on `image`, or null when it is not on the shown one. */
  locate(point: Vec3, image: ImageRef): PixelPosition | null;
  affine(): Affine | null;
  image(): ImageInfo | null;
  axes(): Axes | null;
  /** What a mark on this image is measured with. */
  context(image: ImageRef): MeasureContext | null;
  pointAt(at: ScreenPoint): PointerAt | null;
  ask(draft: Draft): Promise<Said | null>;
  changed(): void;
  emit<K extends keyof ViewportEvents>(name: K, value: ViewportEvents[K]): void;
}

/** Among more marks than this no name finds a free place. */
const BOXES_AT_MOST = 60;

/** You are always white, also while you draw. */
const OWN_COLOR = '#FFFFFF';

export class MarksBoard {
  readonly editor: MarkEditor;
  private readonly layer = new MarksLayer();
  private marks: readonly Mark[] = [];
  /** As they were drawn last, and their boxes: asked for with every tick. */
  private shownMarks: readonly DrawnMark[] = [];
  private boxed: Box[] | null = null;
  /** What was dragged stays where it was let go until the next setMarks says otherwise. */
  private readonly moved = new Map<string, Vec3[]>();

  constructor(private readonly host: BoardHost) {
    this.editor = new MarkEditor({
      marks: () => this.marks,
      visible: () => this.saved(),
      pointAt: (at) => host.pointAt(at),
      plane: () => this.plane(),
      ask: (draft) => host.ask(draft),
      changed: () => host.changed(),
      emitDraft: (draft) => host.emit('draft', draft),
      emitCommit: (draft) => host.emit('commit', draft),
      emitChange: (id, points) => {
        this.moved.set(id, points);
        host.emit('change', { id, points });
      },
      emitSelect: (id) => host.emit('select', { id }),
      emitRefused: (reason) => host.emit('refused', { reason }),
    });
  }

  get svg(): SVGElement {
    return this.layer.svg;
  }

  set(marks: readonly Mark[]): void {
    this.marks = marks;
    this.moved.clear();
    this.host.changed();
  }

  cancel(): boolean {
    return this.editor.cancel();
  }

  /** Another image is shown. */
  shown(image: ImageRef | null): void {
    this.editor.shown(image);
  }

  /** The mark that is selected. */
  selected(): Mark | null {
    return this.marks.find(({ selected }) => selected) ?? null;
  }

  removeSelected(): boolean {
    const mark = this.selected();
    if (mark && !mark.locked) this.host.emit('remove', { id: mark.id });
    return mark !== null && !mark.locked;
  }

  /** Boxes around the marks on the screen, which pointers' names keep off. */
  boxes(): readonly Box[] {
    this.boxed ??= this.shownMarks.slice(0, BOXES_AT_MOST).map(({ screen }) => boxAround(screen));
    return this.boxed;
  }

  draw(size: { width: number; height: number }): void {
    const drawn = this.saved();
    this.shownMarks = drawn;
    this.boxed = null;
    const { draft } = this.editor;
    const affine = this.host.affine();
    const own = draft && affine && this.drawn({ ...draft, ...DRAFT_LOOK }, affine, true);
    this.layer.draw(own ? [...drawn, own] : drawn, size);
  }

  private plane() {
    const image = this.host.image();
    const axes = this.host.axes();
    return image && axes && { scale: scaleOf(image), axes, calibrates: canCalibrate(image) };
  }

  private current(mark: Mark): Mark {
    const points = this.editor.override(mark.id) ?? this.moved.get(mark.id);
    return points ? { ...mark, points } : mark;
  }

  private saved(): DrawnMark[] {
    const affine = this.host.affine();
    return affine ? this.marks.flatMap((mark) => this.drawn(this.current(mark), affine) ?? []) : [];
  }

  /** A mark is on an image only with all its points; half a line would lie about its length. */
  private drawn(mark: Omit<Mark, 'locked'>, affine: Affine, detail = mark.selected): DrawnMark | null {
    // Of thousands of marks few are on one image: most are left here after their first point.
    const screen: ScreenPoint[] = [];
    for (const point of mark.points) {
      const at = this.host.locate(point, mark.image);
      if (!at) return null;
      screen.push(apply(affine, at));
    }
    const context = this.host.context(mark.image);
    const { id, tool, number, unsaved, selected, color } = mark;
    const lines = context ? labelLines(mark, context, detail) : mark.text ? [mark.text] : [];
    return { id, tool, screen, lines, number, unsaved, selected, color };
  }
}

const DRAFT_LOOK = { text: '', value: null, number: null, unsaved: false, selected: false, color: OWN_COLOR };
