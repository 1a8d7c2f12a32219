/** Which series go where when a room opens: the site's hanging protocol, or what is usual. */
import type { HangingProtocol, HangingViewport, Room, RoomSeries, RoomStudy } from '../../../api/rooms';
import { THIN } from '../../../viewer';
import type { Choice } from './SeriesRail';
import type { Layout, Opening } from './useSlots';

export interface Hung {
  layout: Layout;
  linked: boolean;
  /** One entry a viewport; null stays empty. */
  openings: (Opening | null)[];
}

function allOf(room: Room): Choice[] {
  return room.studies.flatMap((study) => study.series.map((series) => ({ study, series })));
}

/** The series a consult opens with: the newest CT that is no prior, or else whatever comes first. */
export function firstChoice(room: Room): Choice | undefined {
  const all = allOf(room);
  return (
    all.find(({ study, series }) => series.modality === 'CT' && !study.prior) ??
    all.find(({ study }) => !study.prior) ??
    all[0]
  );
}

/** For one more viewport: the prior of the same modality, or else a series that is not shown yet. */
export function nextChoice(room: Room, shown: readonly (string | null)[]): Choice | undefined {
  const all = allOf(room);
  const modality = all.find(({ series }) => series.series_uid === shown[0])?.series.modality;
  const others = all.filter(({ series }) => !shown.includes(series.series_uid));
  return others.find(({ study, series }) => study.prior && series.modality === modality) ?? others[0];
}

function words(...texts: string[]): string {
  return ` ${texts
    .join(' ')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
}

/** The first protocol that fits the current studies. */
export function protocolFor(room: Room): HangingProtocol | undefined {
  const current = room.studies.filter((study) => !study.prior);
  return room.hanging_protocols.find(({ modality, body_part }) =>
    current.some((study) =>
      study.series.some(
        (series) =>
          (modality === '' || series.modality === modality) &&
          (body_part === '' || isOfPart(study, series, body_part)),
      ),
    ),
  );
}

function isOfPart(study: RoomStudy, series: RoomSeries, part: string): boolean {
  const wanted = part.toUpperCase();
  if (series.body_part) return series.body_part.toUpperCase() === wanted;
  return words(study.description, series.description).includes(words(wanted));
}

function fits({ study, series }: Choice, wish: HangingViewport): boolean {
  return (
    study.prior === (wish.study === 'prior') &&
    (wish.modality === '' || series.modality === wish.modality) &&
    series.description.toUpperCase().includes(wish.description_contains.toUpperCase()) &&
    (wish.plane === '' || [null, wish.plane as string].includes(planeSaid(series.description)))
  );
}

const PLANE_WORDS = [
  ['axial', /\b(ax|axial|tra|trans\w*)\b|_(ax|tra)_/i],
  ['coronal', /\b(cor|coronal)\b|_cor(_|$)/i],
  ['sagittal', /\b(sag|sagittal)\b|_sag(_|$)/i],
] as const;

/** The plane a description names; the room does not know the orientation of series that are not open yet. */
function planeSaid(description: string): HangingViewport['plane'] | null {
  return PLANE_WORDS.find(([, word]) => word.test(description))?.[0] ?? null;
}

/** Scouts are series too, and come first. */
const FEW = 3;

/** What the room opens with. Viewports for which nothing fits stay empty at the end, and are left out. */
export function hang(room: Room): Hung {
  const protocol = protocolFor(room);
  const first = firstChoice(room);
  const usual: Hung = {
    layout: { rows: 1, columns: 1 },
    linked: false,
    openings: [first ? opening(first) : null],
  };
  if (!protocol) return usual;
  const taken = new Set<string>();
  const openings = protocol.viewports.map((wish) => {
    const candidates = allOf(room)
      .filter((choice) => fits(choice, wish))
      .sort((a, b) => Number(b.series.image_count > FEW) - Number(a.series.image_count > FEW));
    // A series may be shown twice, in another plane or window, but not while there is another that fits.
    const fresh = candidates.find(({ series }) => !taken.has(series.series_uid));
    const chosen = fresh ?? (wish.reformat || wish.preset ? candidates[0] : undefined);
    if (!chosen) return null;
    taken.add(chosen.series.series_uid);
    return opening(chosen, wish);
  });
  const found = openings.filter((one) => one !== null);
  if (found.length === 0) return usual;
  const { rows, columns, linked } = protocol;
  // Nobody wants to look at black squares: half a protocol becomes a smaller one.
  const layout =
    found.length === openings.length
      ? { rows, columns }
      : { rows: found.length > 2 ? 2 : 1, columns: found.length > 1 ? 2 : 1 };
  return { layout, linked, openings: found };
}

function opening({ study, series }: Choice, wish?: HangingViewport): Opening {
  return {
    studyUid: study.study_uid,
    seriesUid: series.series_uid,
    cut: wish?.reformat ? { plane: wish.reformat, slab: THIN } : null,
    preset: wish?.preset ?? '',
  };
}
