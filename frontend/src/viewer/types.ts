/** What the rest of the application sees of the viewer. No type of the rendering engine appears here. */
import type { Annotation } from '../protocol/generated';
import type { ImageRef } from '../shared/images';
import type { Vec3 } from '../shared/vec3';

export type { ImageRef } from '../shared/images';

export interface ViewState {
  /** The image that is shown now; null before the first one. */
  image: ImageRef | null;
  index: number;
  count: number;
  /** Window, in the modality's unit (HU for CT). Width is upper - lower, level their middle. */
  lower: number;
  upper: number;
  /** 1 = the whole image just fits into the viewport. */
  zoom: number;
  /** Where the image's centre lies from the viewport's centre, right and down, in mm of the image (pixels without
   * spacing). It is no screen distance, so the same anatomy is in the middle at any size of window. */
  pan: [number, number];
  /** Degrees clockwise, applied after the flips. */
  rotation: number;
  flipH: boolean;
  flipV: boolean;
  invert: boolean;
}

export type MarkTool = Annotation['tool'];

export interface Mark {
  id: string;
  tool: MarkTool;
  image: ImageRef;
  /** LPS mm; or [column, row, 0] of the frame, the centre of its first pixel being 0 0, where there is no geometry.
   * What each point is: apps/protocol/messages/ops.py. */
  points: Vec3[];
  text: string;
  /** The real length of a calibration line, in mm. */
  value: number | null;
  number: number | null;
  unsaved: boolean;
  locked: boolean;
  selected: boolean;
  /** The author's colour, while it is being drawn or where the reader wants it; otherwise marks are yellow. */
  color?: string;
}

/** What the left button does. */
export type Tool =
  | 'Window/Level'
  | 'Scroll'
  | 'Pan'
  | 'Zoom'
  | 'Magnifier'
  | 'Cross-hair'
  | 'Laser'
  | 'Length'
  | 'Angle'
  | 'Cobb angle'
  | 'Bidirectional'
  | 'Ellipse'
  | 'Rectangle'
  | 'Freehand'
  | 'Probe'
  | 'Arrow'
  | 'Comment'
  | 'Calibration';

export const MARK_OF: Partial<Record<Tool, MarkTool>> = {
  Length: 'length',
  Angle: 'angle',
  'Cobb angle': 'cobb',
  Bidirectional: 'bidirectional',
  Ellipse: 'ellipse',
  Rectangle: 'rectangle',
  Freehand: 'freehand',
  Probe: 'probe',
  Arrow: 'arrow',
  Comment: 'comment',
  Calibration: 'calibration',
};

export interface Draft {
  id: string;
  tool: MarkTool;
  image: ImageRef;
  points: Vec3[];
}

/** What the reader said about a mark: its words, or the length of a calibration line. */
export interface Said {
  text: string;
  value: number | null;
}

export interface PointerAt {
  point: Vec3;
  image: ImageRef;
}

export interface ViewportEvents {
  /** Somebody else's view was taken over; the picture follows with the next frame. */
  applied: undefined;
  /** The local user changed the view. */
  view: ViewState;
  /** The mouse is over this point of the image, or has left. */
  pointer: PointerAt | null;
  /** The local user points out a place to all: a long press, or the key. */
  ping: PointerAt;
  /** The laser is on while its button is held. */
  laser: boolean;
  /** A place chosen for the cross-hair. */
  crosshair: PointerAt;
  /** The mark being drawn here, or null when it is finished or given up. */
  draft: Draft | null;
  /** A mark was finished. */
  commit: Draft & Said;
  /** An existing mark was dragged; sent once, on release. */
  change: { id: string; points: Vec3[] };
  /** The local user asked to delete this mark. */
  remove: { id: string };
  select: { id: string | null };
  /** Cine began or ended. */
  cine: boolean;
  /** A tool cannot be used here; the reason is for the reader. */
  refused: { reason: string };
  progress: { loaded: number; total: number };
  /** The picture and everything on it is up to date; comes at most once per frame. */
  rendered: undefined;
  /** `index` cannot be shown (or, with code `network`, not now). */
  imageError: { index: number; code: string; message: string };
  /** The local user navigated: whoever follows somebody stops doing so. */
  interaction: undefined;
}
