import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { fetchSeries } from '../../../api/dicomweb';
import { t } from '../../../shared/i18n';
import type { Plane3, SeriesImages } from '../../../shared/images';
import { cutStack, isRefusal, register, type Slab, type StartAt } from '../../../viewer';
import { stackKey } from '../refs';

/** Planes to cut out of a series. */
export interface CutWish {
  plane: Plane3;
  slab: Slab;
}

export interface Opening {
  studyUid: string;
  seriesUid: string;
  start?: StartAt | undefined;
  cut?: CutWish | null;
  /** Name of a window preset to begin with. */
  preset?: string;
}

/** What a viewport shows, or is about to. */
export interface Slot extends Opening {
  cut: CutWish | null;
  /** The series as it is stored, and what is shown of it. */
  source: SeriesImages | null;
  images: SeriesImages | null;
  message: string;
}

export interface Layout {
  rows: number;
  columns: number;
}

export const LAYOUTS: readonly Layout[] = [
  { rows: 1, columns: 1 },
  { rows: 1, columns: 2 },
  { rows: 2, columns: 1 },
  { rows: 2, columns: 2 },
];
const MOST_VIEWPORTS = 4;

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
          (images) => {
            register(images);
            setKnown((before) => new Map(before).set(seriesUid, images));
          },
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

export function keyOfSlot(slot: Slot | null | undefined): string | null {
  if (!slot) return null;
  const { seriesUid, cut } = slot;
  return stackKey(seriesUid, cut && { plane: cut.plane, mode: cut.slab.mode, slab_mm: cut.slab.mm });
}

/** What is shown of a series, or the words in its place. */
function shownOf(
  source: SeriesImages,
  { cut, start }: Slot,
): Pick<Slot, 'source' | 'images' | 'start' | 'message'> {
  const images = cut ? cutStack(source, cut.plane, cut.slab) : source;
  // A cut plane begins in the middle: at the edge of a volume there is air.
  if (!isRefusal(images)) {
    const middle = cut ? Math.floor(images.images.length / 2) : undefined;
    return { source, images, start: start ?? middle, message: '' };
  }
  return {
    source,
    start,
    images: null,
    message: t('This plane cannot be cut out of the series. %(reason)s', { reason: t(images.refused) }),
  };
}

/** Which series are in which viewport, and how the viewports are laid out. */
export function useSlots(get: ReturnType<typeof useSeriesCache>['get']) {
  const [slots, setSlots] = useState<(Slot | null)[]>([null]);
  const [rows, setRows] = useState(1);
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
    (viewport: number, opening: Opening) => {
      const cut = opening.cut ?? null;
      const slot: Slot = { ...opening, cut, source: null, images: null, message: t('Loading') };
      set(viewport, slot);
      const still = () => current.current[viewport - 1] === slot;
      get(opening.studyUid, opening.seriesUid).then(
        (source) => still() && set(viewport, { ...slot, ...shownOf(source, slot) }),
        (error: unknown) => {
          const reason = error instanceof Error ? t(error.message) : '';
          if (still())
            set(viewport, { ...slot, message: t('This series cannot be shown. %(reason)s', { reason }) });
        },
      );
    },
    [get, set],
  );
  const setLayout = useCallback(({ rows: newRows, columns }: Layout) => {
    const wanted = Math.min(MOST_VIEWPORTS, Math.max(1, newRows * columns));
    setRows(newRows);
    if (current.current.length === wanted) return;
    const next = Array.from({ length: wanted }, (_, index) => current.current[index] ?? null);
    current.current = next;
    setSlots(next);
  }, []);
  const slotIn = useCallback((viewport: number) => current.current[viewport - 1] ?? null, []);
  return useMemo(() => ({ slots, rows, open, setLayout, slotIn }), [slots, rows, open, setLayout, slotIn]);
}
