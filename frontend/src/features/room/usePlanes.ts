import { useMemo } from 'react';
import { t } from '../../shared/i18n';
import { cutStack, isRefusal, type LayerView, THIN, volumeOf } from '../../viewer';
import { fusionChoices, layerFor } from './stage/fusing';
import type { CutWish } from './stage/useSlots';
import type { Place } from './useStage';

/** Other planes of a series. */
function useCutting(place: Place) {
  const { active, stacks, viewports, follow, setTool } = place;
  const { open, setLayout, slotIn } = stacks;
  const slot = slotIn(active);
  const source = slot?.source ?? null;
  const cutRefusal = useMemo(() => {
    const volume = source && volumeOf(source);
    return volume && isRefusal(volume) ? t(volume.refused) : null;
  }, [source]);
  const show = (viewport: number, cut: CutWish | null) => {
    if (!slot || !source) return;
    const stack = cut ? cutStack(source, cut.plane, cut.slab) : source;
    const here = viewports.viewport(active);
    const middle = Math.floor((isRefusal(stack) ? 0 : stack.images.length) / 2);
    // A thicker slab stays where it was; another plane begins in the middle.
    const start = cut && slot.cut?.plane === cut.plane ? (here?.view().index ?? middle) : middle;
    const { studyUid, seriesUid } = slot;
    open(viewport, { studyUid, seriesUid, start, cut });
  };
  return {
    cut: slot?.cut ?? null,
    cutRefusal,
    setCut: (cut: CutWish | null) => {
      follow.stop();
      show(active, cut);
    },
    threePlanes: () => {
      follow.stop();
      setLayout({ rows: 2, columns: 2 });
      PLANES.forEach((plane, index) => show(index + 1, { plane, slab: THIN }));
      show(PLANES.length + 1, { plane: 'coronal', slab: { mode: 'mip', mm: 40 } });
      setTool('Cross-hair');
    },
  };
}

const PLANES = ['axial', 'coronal', 'sagittal'] as const;

/** A second series over the first. */
function useFusing({ active, stacks, viewports, follow, room, say, get, refresh }: Place) {
  const slot = stacks.slotIn(active);
  const layer = viewports.viewport(active)?.layerView() ?? null;
  const show = (next: LayerView | null) => {
    viewports.setLayer(active, next);
    refresh();
  };
  return {
    fusions: () => fusionChoices(room, slot?.source ?? null, layer),
    opacity: layer?.opacity ?? null,
    fuse: async (seriesUid: string | null) => {
      follow.stop();
      const found = seriesUid === null ? null : await layerFor(room, slot, seriesUid, get);
      if (found && isRefusal(found))
        say(t('This series cannot be laid over it. %(reason)s', { reason: t(found.refused) }));
      else show(found);
    },
    setOpacity: (opacity: number) => layer && show({ ...layer, opacity }),
  };
}

/** Other planes of a series, and a second series over the first. */
export function usePlanes(place: Place) {
  return { ...useCutting(place), ...useFusing(place) };
}
