/** Image references and views, as the wire, the live lane and the viewer write them. */
import type { Crosshair, Image, Layer, View } from '../../protocol/frames';
import type { Annotation, ImageRef as WireRef } from '../../protocol/generated';
import { type ImageRef, type Reformat, type SeriesImages } from '../../shared/images';
import type { Peer } from '../../sync';
import { imageOf, type LayerView, type Mark, type ViewState } from '../../viewer';

export function fromWire(ref: WireRef): ImageRef {
  return {
    studyUid: ref.study_uid,
    seriesUid: ref.series_uid,
    sopUid: ref.sop_uid,
    frame: ref.frame,
    frameOfReferenceUid: ref.frame_of_reference_uid,
    reformat: ref.reformat ?? null,
  };
}

export function toWire(ref: ImageRef): WireRef {
  return {
    study_uid: ref.studyUid,
    series_uid: ref.seriesUid,
    sop_uid: ref.sopUid,
    frame: ref.frame,
    frame_of_reference_uid: ref.frameOfReferenceUid,
    reformat: ref.reformat ?? null,
  };
}

export const fromLive = (image: Image): ImageRef => ({
  ...image,
  frameOfReferenceUid: image.frameOfReferenceUid === '' ? null : image.frameOfReferenceUid,
});

export const toLive = (ref: ImageRef): Image => ({
  ...ref,
  frameOfReferenceUid: ref.frameOfReferenceUid ?? '',
  reformat: ref.reformat ?? null,
});

export function toView(view: ViewState): View {
  const { lower, upper, zoom, pan, rotation, flipH, flipV, invert } = view;
  return { lower, upper, zoom, panX: pan[0], panY: pan[1], rotation, flipH, flipV, invert };
}

export function fromView(view: View): Omit<ViewState, 'image' | 'index' | 'count'> {
  const { panX, panY, ...rest } = view;
  return { ...rest, pan: [panX, panY] };
}

/** Names a stack of images: a series, or planes cut out of it. */
export function stackKey(seriesUid: string, reformat: Omit<Reformat, 'index'> | null | undefined): string {
  return reformat
    ? `${seriesUid} ${reformat.plane} ${reformat.mode} ${reformat.slab_mm.toFixed(1)}`
    : seriesUid;
}

export function toLayer(layer: LayerView | null): Layer | null {
  const first = layer?.series.images[0];
  if (!layer || !first) return null;
  const { studyUid, seriesUid } = layer.series;
  const { sopUid, frame, frameOfReferenceUid, reformat = null } = first;
  return {
    opacity: Math.min(255, Math.max(1, Math.round(layer.opacity * 255))),
    lower: layer.lower,
    upper: layer.upper,
    image: toLive({ studyUid, seriesUid, sopUid, frame, frameOfReferenceUid, reformat }),
  };
}

/** Null while the series is not known here. */
export function fromLayer(layer: Layer): LayerView | null {
  const found = imageOf(fromLive(layer.image));
  return (
    found && { series: found.stack, opacity: layer.opacity / 255, lower: layer.lower, upper: layer.upper }
  );
}

export const shownAt = (crosshair: Crosshair): [number, number, number] => [
  crosshair.x,
  crosshair.y,
  crosshair.z,
];

/** A saved mark as the viewer draws it. */
export function toMark(
  mark: Annotation,
  more: Pick<Mark, 'unsaved' | 'locked' | 'selected'> & { color?: string },
): Mark {
  const { id, tool, points, text, number, value = null } = mark;
  return { id, tool, points, text, number, value, image: fromWire(mark.image), ...more };
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
    value: null,
    number: null,
    unsaved: false,
    locked: true,
    selected: false,
    color,
  };
}

/** The stack a viewport shows, by its images. */
export function keyOfSeries(series: SeriesImages | null): string | null {
  return series && stackKey(series.seriesUid, series.images[0]?.reformat);
}
