/* Generated from apps/protocol by `make generate`. Do not edit. */

export type ClientMessage = Hello | Submit | Sync;
export type ServerMessage = Welcome | Caught | Ack | Refused | EventMessage | Roster | Error;
export type Op =
  | AnnotationCreate
  | AnnotationUpdate
  | AnnotationDelete
  | AnnotationRestore
  | ChatPost
  | CommentPost
  | PresenterSet
  | PresenterAsk
  | SpotlightSet
  | SeriesOpen
  | KeyImageSet;

export interface Wire {
  client?: ClientMessage;
  server?: ServerMessage;
  state?: RoomState;
  op?: Op;
}
/**
 * First message. `since` is the last `seq` this tab has applied, null for a fresh start [R4].
 */
export interface Hello {
  type: 'hello';
  version: number;
  tab: string;
  since?: number | null;
}
/**
 * An operation; sending the same `op_id` again is harmless [R12].
 */
export interface Submit {
  type: 'op';
  op_id: string;
  op:
    | AnnotationCreate
    | AnnotationUpdate
    | AnnotationDelete
    | AnnotationRestore
    | ChatPost
    | CommentPost
    | PresenterSet
    | PresenterAsk
    | SpotlightSet
    | SeriesOpen
    | KeyImageSet;
}
/**
 * Put a mark on an image. `points` are LPS millimetres; an arrow's first point is its tip.
 */
export interface AnnotationCreate {
  kind: 'annotation.create';
  id: string;
  tool:
    | 'length'
    | 'arrow'
    | 'angle'
    | 'cobb'
    | 'bidirectional'
    | 'ellipse'
    | 'rectangle'
    | 'freehand'
    | 'probe'
    | 'calibration'
    | 'comment';
  image: ImageRef;
  /**
   * @minItems 1
   * @maxItems 255
   */
  points: [number, number, number][];
  text: string;
  value?: number | null;
}
/**
 * One frame of one image, and the frame of reference its millimetres belong to (null without geometry).
 */
export interface ImageRef {
  study_uid: string;
  series_uid: string;
  sop_uid: string;
  frame: number;
  frame_of_reference_uid: string | null;
  reformat?: Reformat | null;
}
/**
 * A plane cut out of a series, named by where it lies in the stack of such planes (docs/protocol.md, [R23]).
 */
export interface Reformat {
  plane: 'axial' | 'coronal' | 'sagittal';
  mode: 'average' | 'mip' | 'minip';
  slab_mm: number;
  index: number;
}
/**
 * Change some properties of a mark.
 */
export interface AnnotationUpdate {
  kind: 'annotation.update';
  id: string;
  changes: AnnotationChanges;
}
/**
 * Properties to change; those left out stay. Each merges by itself, last write wins [R21].
 */
export interface AnnotationChanges {
  points?: [number, number, number][] | null;
  text?: string | null;
  value?: number | null;
  editable_by?: ('author' | 'everyone' | 'nobody') | null;
}
/**
 * Take a mark away. It stays in the record and can be restored.
 */
export interface AnnotationDelete {
  kind: 'annotation.delete';
  id: string;
}
/**
 * Bring a deleted mark back, as it was, with its number.
 */
export interface AnnotationRestore {
  kind: 'annotation.restore';
  id: string;
}
/**
 * Say something to everyone in the room.
 */
export interface ChatPost {
  kind: 'chat.post';
  id: string;
  text: string;
}
/**
 * Answer in the thread of a mark.
 */
export interface CommentPost {
  kind: 'comment.post';
  id: string;
  annotation_id: string;
  text: string;
}
/**
 * Present, hand over to `person`, or stop presenting (null).
 */
export interface PresenterSet {
  kind: 'presenter.set';
  person: string | null;
}
/**
 * Ask to present (`on`, for oneself), or take the question back or turn it down (off).
 */
export interface PresenterAsk {
  kind: 'presenter.ask';
  person: string;
  on: boolean;
}
/**
 * The presenter asks all to follow, or no longer. Each may decline.
 */
export interface SpotlightSet {
  kind: 'spotlight.set';
  on: boolean;
}
/**
 * The presenter puts a series into a viewport; who joins later starts there.
 */
export interface SeriesOpen {
  kind: 'series.open';
  viewport: number;
  study_uid: string;
  series_uid: string;
}
/**
 * Mark an image as a key image, or take the mark away.
 */
export interface KeyImageSet {
  kind: 'key_image.set';
  image: ImageRef;
  on: boolean;
}
/**
 * A gap was seen: ask for everything after `since` [R16].
 */
export interface Sync {
  type: 'sync';
  since: number;
}
/**
 * Answer to hello: who you are, who is here, and the state or the events you missed [R5].
 */
export interface Welcome {
  type: 'welcome';
  version: number;
  sid: number;
  you: string;
  people: Person[];
  present: Presence[];
  seq: number;
  state: RoomState | null;
  events: Event[];
}
/**
 * Somebody who belongs to the room. `colour` is the place in the palette, in join order, null before joining.
 */
export interface Person {
  id: string;
  name: string;
  role: string;
  host: boolean;
  colour: number | null;
}
/**
 * One open tab of a person. `sid` names it on the live lane.
 */
export interface Presence {
  sid: number;
  person: string;
  reconnecting: boolean;
}
/**
 * Everything the durable lane knows: the fold of all events up to `seq`.
 */
export interface RoomState {
  seq: number;
  next_number: number;
  presenter: string | null;
  asking: string[];
  spotlight: number;
  annotations: Annotation[];
  comments: Comment[];
  chat: ChatLine[];
  open_series: OpenSeries[];
  key_images: ImageRef[];
}
/**
 * A mark in the record. `touched` holds for each property the `seq` that last wrote it.
 */
export interface Annotation {
  id: string;
  number: number;
  tool:
    | 'length'
    | 'arrow'
    | 'angle'
    | 'cobb'
    | 'bidirectional'
    | 'ellipse'
    | 'rectangle'
    | 'freehand'
    | 'probe'
    | 'calibration'
    | 'comment';
  image: ImageRef;
  points: [number, number, number][];
  text: string;
  value?: number | null;
  editable_by?: 'author' | 'everyone' | 'nobody';
  author: string;
  at: string;
  deleted: boolean;
  touched: {
    [k: string]: number;
  };
}
/**
 * One answer in the thread of a mark.
 */
export interface Comment {
  id: string;
  seq: number;
  annotation_id: string;
  author: string;
  at: string;
  text: string;
}
/**
 * One chat message.
 */
export interface ChatLine {
  id: string;
  seq: number;
  author: string;
  at: string;
  text: string;
}
/**
 * What the presenter last opened in a viewport.
 */
export interface OpenSeries {
  viewport: number;
  study_uid: string;
  series_uid: string;
}
/**
 * An operation the room has taken: ordered, authored, dated. Never changes.
 */
export interface Event {
  seq: number;
  op_id: string;
  author: string;
  at: string;
  op:
    | AnnotationCreate
    | AnnotationUpdate
    | AnnotationDelete
    | AnnotationRestore
    | ChatPost
    | CommentPost
    | PresenterSet
    | PresenterAsk
    | SpotlightSet
    | SeriesOpen
    | KeyImageSet;
}
/**
 * Answer to sync: the events after `since`, or a fresh state when they are too many.
 */
export interface Caught {
  type: 'caught';
  seq: number;
  state: RoomState | null;
  events: Event[];
}
/**
 * Your operation is on disk [R11].
 */
export interface Ack {
  type: 'ack';
  event: Event;
}
/**
 * Your operation changed nothing. `code` is stable, `message` is for people [R13].
 */
export interface Refused {
  type: 'refused';
  op_id: string;
  code: string;
  message: string;
}
/**
 * Somebody's operation was taken.
 */
export interface EventMessage {
  type: 'event';
  event: Event;
}
/**
 * Who belongs to the room and who is here. Replaces what was known.
 */
export interface Roster {
  type: 'roster';
  people: Person[];
  present: Presence[];
}
/**
 * A frame was refused and changed nothing.
 */
export interface Error {
  type: 'error';
  code: string;
  message: string;
}
