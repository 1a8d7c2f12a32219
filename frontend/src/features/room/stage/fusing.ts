/** Which series can be laid over another, and how it begins. */
import type { Room } from '../../../api/rooms';
import { msg } from '../../../shared/i18n';
import type { SeriesImages } from '../../../shared/images';
import { cutStack, fusionRefusal, isRefusal, type LayerView, type Refusal } from '../../../viewer';
import type { FusionChoice } from '../tools/PlanesMenu';
import type { Slot, useSeriesCache } from './useSlots';

const OPACITY = 0.6;
/** What holds values; a segmentation, for one, has none to colour. */
const MODALITIES = ['PT', 'NM', 'CT', 'MR'];

/** The series of the same frame of reference, PET first: that is what is fused. */
export function fusionChoices(
  room: Room,
  base: SeriesImages | null,
  layer: LayerView | null,
): FusionChoice[] {
  const space = base?.images[0]?.frameOfReferenceUid;
  if (!base || !space) return [];
  return room.studies
    .flatMap((study) => study.series)
    .filter(
      (series) =>
        series.series_uid !== base.seriesUid &&
        MODALITIES.includes(series.modality) &&
        series.frame_of_reference_uid === space &&
        series.image_count >= 3,
    )
    .sort((a, b) => Number(b.modality === 'PT') - Number(a.modality === 'PT'))
    .map((series) => ({
      seriesUid: series.series_uid,
      name: `${series.modality} · ${series.description}`,
      on: layer?.series.seriesUid === series.series_uid,
    }));
}

/** The layer to begin with, or why there is none. */
export async function layerFor(
  room: Room,
  slot: Slot | null,
  seriesUid: string,
  get: ReturnType<typeof useSeriesCache>['get'],
): Promise<LayerView | Refusal> {
  const study = room.studies.find(({ series }) => series.some((one) => one.series_uid === seriesUid));
  if (!slot?.source || !slot.images || !study) return { refused: msg('The series is not here.') };
  const over = await get(study.study_uid, seriesUid);
  const refusal = fusionRefusal(slot.source, over);
  if (refusal) return refusal;
  const series = slot.cut ? cutStack(over, slot.cut.plane, slot.cut.slab) : over;
  return isRefusal(series) ? series : { series, opacity: OPACITY, ...windowOf(over) };
}

function windowOf(over: SeriesImages): { lower: number; upper: number } {
  const [image] = over.images;
  if (image?.valueUnit === 'SUV') return { lower: 0, upper: 7 };
  const window = image?.windows[0];
  if (!window) return { lower: 0, upper: 1000 };
  return { lower: window.center - window.width / 2, upper: window.center + window.width / 2 };
}
