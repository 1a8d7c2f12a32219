import { useEffect, useMemo } from 'react';
import type { Annotation } from '../../protocol/generated';
import type { RoomView } from '../../sync';
import { type Calibrations, calibrationsFrom, type Mark } from '../../viewer';
import { isShown, type MarkFilter, mayChange } from './findings';
import { lookOf } from './people';
import { toMark } from './refs';
import type { useSeriesCache } from './stage/useSlots';
import type { Viewports } from './stage/viewports';

type SeriesCache = ReturnType<typeof useSeriesCache>;

/** Keep the marks in the viewports in step with the room's state. */
export function useMarks(
  viewports: Viewports,
  view: RoomView,
  { selected, filter }: { selected: string | null; filter: MarkFilter },
  known: SeriesCache['known'],
): Calibrations {
  const marks = useMemo<Mark[]>(
    () =>
      view.state.annotations
        .filter((mark) => !mark.deleted && isShown(filter, mark))
        .map((mark) =>
          toMark(mark, {
            unsaved: view.unsaved.has(mark.id),
            locked: !mayChange(view, mark),
            selected: mark.id === selected,
            ...(filter.byAuthor && { color: lookOf(view, mark.author).color }),
          }),
        ),
    // The view is made anew with every change of anybody's state; marks depend on these parts of it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [view.state.annotations, view.unsaved, view.me, view.people, selected, filter],
  );
  const calibrations = useMemo(() => {
    // A line counts once its series is known, and whether or not it is shown.
    return calibrationsFrom(
      view.state.annotations
        .filter((mark) => !mark.deleted && mark.tool === 'calibration' && known.has(mark.image.series_uid))
        .map((mark) => toMark(mark, { unsaved: false, locked: true, selected: false })),
    );
  }, [view.state.annotations, known]);
  useEffect(() => viewports.setMarks(marks, calibrations), [viewports, marks, calibrations]);
  return calibrations;
}

/** The list shows image numbers and values, so it needs to know the series the findings are on. */
export function useFindingSeries(annotations: Annotation[], get: SeriesCache['get']) {
  useEffect(() => {
    const uids = new Map(annotations.map(({ image }) => [image.series_uid, image.study_uid]));
    for (const [series, study] of uids) get(study, series).catch(() => undefined);
  }, [annotations, get]);
}
