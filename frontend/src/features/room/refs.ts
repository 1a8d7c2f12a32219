/** Image references and views, as the wire, the live lane and the viewer write them. */
import type { Image, View } from '../../protocol/frames';
import type { Annotation, ImageRef as WireRef } from '../../protocol/generated';
import type { ImageRef } from '../../shared/images';
import type { Peer } from '../../sync';
import type { Mark, ViewState } from '../../viewer';

export function fromWire(ref: WireRef): ImageRef {
  return {
    studyUid: ref.study_uid,
    seriesUid: ref.series_uid,
    sopUid: ref.sop_uid,
    frame: ref.frame,
    frameOfReferenceUid: ref.frame_of_reference_uid,
  };
}

export function toWire(ref: ImageRef): WireRef {
  return {
    study_uid: ref.studyUid,
    series_uid: ref.seriesUid,
    sop_uid: ref.sopUid,
    frame: ref.frame,
    frame_of_reference_uid: ref.frameOfReferenceUid,
  };
}

export const fromLive = (image: Image): ImageRef => ({
  ...image,
  frameOfReferenceUid: image.frameOfReferenceUid === '' ? null : image.frameOfReferenceUid,
});

export const toLive = (ref: ImageRef): Image => ({
  ...ref,
  frameOfReferenceUid: ref.frameOfReferenceUid ?? '',
});

export function toView(view: ViewState): View {
  const { lower, upper, zoom, pan, rotation, flipH, flipV, invert } = view;
  return { lower, upper, zoom, panX: pan[0], panY: pan[1], rotation, flipH, flipV, invert };
}

export function fromView(view: View): Omit<ViewState, 'image' | 'index' | 'count'> {
  const { panX, panY, ...rest } = view;
  return { ...rest, pan: [panX, panY] };
}

/** A saved mark as the viewer draws it. */
export function toMark(mark: Annotation, more: Pick<Mark, 'unsaved' | 'locked' | 'selected'>): Mark {
  const { id, tool, points, text, number } = mark;
  return { id, tool, points, text, number, image: fromWire(mark.image), ...more };
}

/** Somebody's mark while it is being drawn, in their colour. */
export function draftMark(peer: Peer, color: string): Mark | null {
  if (peer.draft === null) return null;
  return {
    id: `draft ${peer.sid}`,
    tool: peer.draft.tool,
    image: fromLive(peer.draft.image),
    points: peer.draft.points,
    text: '',
    number: null,
    unsaved: false,
    locked: true,
    selected: false,
    color,
  };
}
