import { useEffect, useRef, useState } from 'react';
import type { Room } from '../../api/rooms';
import type { RoomView } from '../../sync';
import { hang } from './stage/hanging';
import type { useSlots } from './stage/useSlots';
import type { Viewports } from './stage/viewports';

type Stacks = ReturnType<typeof useSlots>;

/** When the room opens: what the presenter has open, or else what the site's hanging protocol says. */
export function useOpening(
  room: Room,
  view: RoomView,
  stacks: Stacks,
  viewports: Viewports,
  onLinked: (linked: boolean) => void,
) {
  const done = useRef(false);
  const ready = view.me !== '';
  const openSeries = view.state.open_series;
  useEffect(() => {
    if (!ready || done.current) return;
    done.current = true;
    if (stacks.slotIn(1)) return;
    const entry = openSeries.find((one) => one.viewport === 1);
    if (entry) {
      stacks.open(1, { studyUid: entry.study_uid, seriesUid: entry.series_uid });
      return;
    }
    const hung = hang(room);
    stacks.setLayout(hung.layout);
    hung.openings.forEach((opening, index) => opening && stacks.open(index + 1, opening));
    viewports.linker.set(hung.linked);
    onLinked(hung.linked);
  }, [ready, room, openSeries, stacks, viewports, onLinked]);
}

/** Images of each series that are here, for the rail. */
export function useProgress(slotIn: Stacks['slotIn']) {
  const [loaded, setLoaded] = useState<Map<string, number>>(new Map());
  const progress = (viewport: number, count: number) => {
    const uid = slotIn(viewport)?.seriesUid;
    if (uid) setLoaded((before) => (before.get(uid) === count ? before : new Map(before).set(uid, count)));
  };
  return { loaded, progress };
}
