import { useMemo } from 'react';
import type { Room } from '../../api/rooms';
import type { Annotation } from '../../protocol/generated';
import type { RoomSession, RoomView } from '../../sync';
import type { Tool } from '../../viewer';
import { fromWire, stackKey } from './refs';
import { nextChoice } from './stage/hanging';
import type { Choice } from './stage/SeriesRail';
import { keyOfSlot, type Layout, type Opening, type useSeriesCache, type useSlots } from './stage/useSlots';
import type { Viewports } from './stage/viewports';
import type { Stage } from './together/follow';
import type { useFollow } from './together/useFollow';

type Stacks = ReturnType<typeof useSlots>;

/** What a follower moves. */
export function useFollowedStage(viewports: Viewports, { slotIn, setLayout, open }: Stacks): Stage {
  return useMemo<Stage>(
    () => ({
      viewport: (number) => viewports.viewport(number),
      stackIn: (number) => keyOfSlot(slotIn(number)),
      setLayout,
      open,
      setLayer: (number, layer) => viewports.setLayer(number, layer),
    }),
    [viewports, slotIn, setLayout, open],
  );
}

export interface Place {
  room: Room;
  session: RoomSession;
  view: RoomView;
  active: number;
  setActive: (viewport: number) => void;
  setSelected: (id: string | null) => void;
  setTool: (tool: Tool) => void;
  stacks: Stacks;
  viewports: Viewports;
  follow: ReturnType<typeof useFollow>;
  say: (text: string) => void;
  get: ReturnType<typeof useSeriesCache>['get'];
  /** What only the viewports know has changed. */
  refresh: () => void;
}

function allChoices(room: Room): Choice[] {
  return room.studies.flatMap((study) => study.series.map((series) => ({ study, series })));
}

/** Where I go: another series, another layout, a finding. Each ends following. */
export function useNavigation(place: Place) {
  const { room, session, view, active, setActive, setSelected, stacks, viewports, follow } = place;
  const { slots, open, setLayout, slotIn } = stacks;
  const openSeries = ({ study, series }: Choice, viewport = active) => {
    follow.stop();
    open(viewport, { studyUid: study.study_uid, seriesUid: series.series_uid });
    if (view.state.presenter !== view.me) return;
    const uids = { study_uid: study.study_uid, series_uid: series.series_uid };
    session.submit({ kind: 'series.open', viewport, ...uids });
  };
  const choices = allChoices(room);
  return {
    openSeries,
    drop: (seriesUid: string, viewport: number) => {
      const choice = choices.find(({ series }) => series.series_uid === seriesUid);
      if (choice) openSeries(choice, viewport);
    },
    stepSeries: (by: 1 | -1) => {
      const at = choices.findIndex(({ series }) => series.series_uid === slotIn(active)?.seriesUid);
      const next = choices[at + by];
      if (next) openSeries(next);
    },
    layout: (layout: Layout) => {
      follow.stop();
      const shown = slots.map((slot) => slot?.seriesUid ?? null);
      setLayout(layout);
      const count = layout.rows * layout.columns;
      for (let viewport = 1; viewport <= count; viewport += 1) {
        if (slotIn(viewport)) continue;
        const choice = nextChoice(room, shown);
        if (!choice) break;
        shown.push(choice.series.series_uid);
        open(viewport, { studyUid: choice.study.study_uid, seriesUid: choice.series.series_uid });
      }
      if (count < active) setActive(count);
    },
    jump: (mark: Annotation) => {
      follow.stop();
      setSelected(mark.id);
      const image = fromWire(mark.image);
      const key = stackKey(image.seriesUid, image.reformat);
      const shownIn = slots.findIndex((slot) => keyOfSlot(slot) === key) + 1;
      const viewport = shownIn || active;
      setActive(viewport);
      // While the series is still coming, or failed, it is opened at the place wanted.
      if (slots[viewport - 1]?.images && shownIn) viewports.viewport(viewport)?.applyView({ image });
      else open(viewport, openingAt(image));
    },
    goToImage: (number: number) => viewports.viewport(active)?.scrollTo(number - 1),
  };
}

function openingAt(image: ReturnType<typeof fromWire>): Opening {
  const { studyUid, seriesUid, reformat } = image;
  const cut = reformat
    ? { plane: reformat.plane, slab: { mode: reformat.mode, mm: reformat.slab_mm } }
    : null;
  return { studyUid, seriesUid, start: image, cut };
}
