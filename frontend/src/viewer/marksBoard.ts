/** The marks of a viewport: which there are, where they are on the screen, and the editor that works on them. */
import type { ImageInfo, ImageRef } from '../shared/images';
import type { Vec3 } from '../shared/vec3';
import { MarkEditor } from './markEditor';
import { labelOf, type ScreenPoint } from './marks';
import { type DrawnMark, MarksLayer } from './marksLayer';
import type { Draft, Mark, PointerAt, ViewportEvents } from './types';

export interface BoardHost {
  place(point: Vec3, image: ImageRef): ScreenPoint | null;
  image(): ImageInfo | null;
  pointAt(at: ScreenPoint): PointerAt | null;
  askText(draft: Draft): Promise<string | null>;
  changed(): void;
  emit<K extends keyof ViewportEvents>(name: K, value: ViewportEvents[K]): void;
}

/** You are always white, also while you draw. */
const OWN_COLOR = '#FFFFFF';

export class MarksBoard {
  readonly editor: MarkEditor;
  private readonly layer = new MarksLayer();
  private marks: readonly Mark[] = [];
  /** What was dragged stays where it was let go until the next setMarks says otherwise. */
  private readonly moved = new Map<string, Vec3[]>();

  constructor(private readonly host: BoardHost) {
    this.editor = new MarkEditor({
      marks: () => this.marks.map((mark) => this.current(mark)),
      visible: () => this.saved().map(({ id, screen }) => ({ id, screen })),
      pointAt: (at) => host.pointAt(at),
      askText: (draft) => host.askText(draft),
      changed: () => host.changed(),
      emitDraft: (draft) => host.emit('draft', draft),
      emitCommit: (draft) => host.emit('commit', draft),
      emitChange: (id, points) => {
        this.moved.set(id, points);
        host.emit('change', { id, points });
      },
      emitSelect: (id) => host.emit('select', { id }),
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

  removeSelected(): boolean {
    const mark = this.marks.find(({ selected, locked }) => selected && !locked);
    if (mark) this.host.emit('remove', { id: mark.id });
    return mark !== undefined;
  }

  draw(size: { width: number; height: number }): void {
    const drawn = this.saved();
    const { draft } = this.editor;
    const own = draft && this.drawn({ ...draft, ...DRAFT_LOOK });
    this.layer.draw(own ? [...drawn, own] : drawn, size);
  }

  private current(mark: Mark): Mark {
    const points = this.editor.override(mark.id) ?? this.moved.get(mark.id);
    return points ? { ...mark, points } : mark;
  }

  private saved(): DrawnMark[] {
    return this.marks.flatMap((mark) => this.drawn(this.current(mark)) ?? []);
  }

  /** A mark is on an image only with all its points; half a line would lie about its length. */
  private drawn(mark: Omit<Mark, 'locked'>): DrawnMark | null {
    const image = this.host.image();
    const screen = mark.points.map((point) => this.host.place(point, mark.image));
    if (!image || screen.length === 0 || screen.some((point) => point === null)) return null;
    return {
      id: mark.id,
      tool: mark.tool,
      screen: screen.filter((point) => point !== null),
      label: labelOf(mark, image),
      number: mark.number,
      unsaved: mark.unsaved,
      selected: mark.selected,
      color: mark.color,
    };
  }
}

const DRAFT_LOOK = { text: '', number: null, unsaved: false, selected: false, color: OWN_COLOR };
