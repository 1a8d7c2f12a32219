import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { fetchSeries } from '../../api/dicomweb';
import type { Room } from '../../api/rooms';
import { t } from '../../shared/i18n';
import type { SeriesImages } from '../../shared/images';
import type { Choice } from './SeriesRail';

/** What a viewport shows, or is about to. */
export interface Slot {
  studyUid: string;
  seriesUid: string;
  images: SeriesImages | null;
  start: { sopUid: string; frame: number } | number | undefined;
  message: string;
}

export const MOST_VIEWPORTS = 2;

/** The series a consult opens with: the newest CT that is no prior, or else whatever comes first. */
export function firstChoice(room: Room): Choice | undefined {
  const all = room.studies.flatMap((study) => study.series.map((series) => ({ study, series })));
  return (
    all.find(({ study, series }) => series.modality === 'CT' && !study.prior) ??
    all.find(({ study }) => !study.prior) ??
    all[0]
  );
}

/** For a second viewport: the prior of the same modality, or else another series. */
export function secondChoice(room: Room, first: string): Choice | undefined {
  const all = room.studies.flatMap((study) => study.series.map((series) => ({ study, series })));
  const modality = all.find(({ series }) => series.series_uid === first)?.series.modality;
  const others = all.filter(({ series }) => series.series_uid !== first);
  return others.find(({ study, series }) => study.prior && series.modality === modality) ?? others[0];
}

/** Metadata of series, fetched once a room. */
export function useSeriesCache(roomId: string) {
  const promises = useRef(new Map<string, Promise<SeriesImages>>());
  const [known, setKnown] = useState<Map<string, SeriesImages>>(new Map());
  const get = useCallback(
    (studyUid: string, seriesUid: string) => {
      let promise = promises.current.get(seriesUid);
      if (!promise) {
        promise = fetchSeries(studyUid, seriesUid, roomId);
        promises.current.set(seriesUid, promise);
        promise.then(
          (images) => setKnown((before) => new Map(before).set(seriesUid, images)),
          // A failure is not kept: opening the series again asks again.
          () => promises.current.delete(seriesUid),
        );
      }
      return promise;
    },
    [roomId],
  );
  return { get, known };
}

/** Which series are in which viewport. */
export function useSlots(get: ReturnType<typeof useSeriesCache>['get']) {
  const [slots, setSlots] = useState<(Slot | null)[]>([null]);
  const current = useRef(slots);
  useEffect(() => {
    current.current = slots;
  });
  const set = useCallback((viewport: number, slot: Slot | null) => {
    // Also in the ref at once: who follows asks many times before React has rendered.
    const next = [...current.current];
    next[viewport - 1] = slot;
    current.current = next;
    setSlots(next);
  }, []);
  const open = useCallback(
    (viewport: number, studyUid: string, seriesUid: string, start?: Slot['start']) => {
      const slot: Slot = { studyUid, seriesUid, images: null, start, message: t('Loading') };
      set(viewport, slot);
      const still = () => current.current[viewport - 1] === slot;
      get(studyUid, seriesUid).then(
        (images) => still() && set(viewport, { ...slot, images, message: '' }),
        (error: unknown) => {
          const reason = error instanceof Error ? error.message : '';
          if (still())
            set(viewport, { ...slot, message: t('This series cannot be shown. %(reason)s', { reason }) });
        },
      );
    },
    [get, set],
  );
  const setCount = useCallback((count: number) => {
    const wanted = Math.min(MOST_VIEWPORTS, Math.max(1, count));
    if (current.current.length === wanted) return;
    const next = Array.from({ length: wanted }, (_, index) => current.current[index] ?? null);
    current.current = next;
    setSlots(next);
  }, []);
  const seriesIn = useCallback((viewport: number) => current.current[viewport - 1]?.seriesUid ?? null, []);
  return useMemo(() => ({ slots, open, setCount, seriesIn }), [slots, open, setCount, seriesIn]);
}
