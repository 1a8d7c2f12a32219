/** The series of the page by their UID, and where frames come from: marks are measured on their own image. */
import { type ImageInfo, type ImageRef, type Plane3, sameImage, type SeriesImages } from '../shared/images';
import { type FrameSource, type FrameStore, frameStore } from './frameLoader';
import type { Frame } from './frames';
import { CutFrames } from './volume/cutFrames';
import { reformatted, type Slab } from './volume/reformat';
import { isRefusal, type Refusal } from './volume/volume';

const series = new Map<string, SeriesImages>();
const cuts = new Map<string, SeriesImages | Refusal>();
/** A volume must be loaded whole, so it may take this part of the memory for frames. */
const CUT_PART = 0.9;
const cutFrames = new CutFrames(frameStore);
const places = new WeakMap<SeriesImages, Map<string, number>>();

/** Whoever fetches a series says so here. */
export function register(found: SeriesImages): void {
  series.set(found.seriesUid, found);
}

/** Where the frames of a series come from: the server, or the series that it is cut out of. */
export function framesOf(store: FrameStore = frameStore): (of: SeriesImages) => FrameSource {
  const cut = store === frameStore ? cutFrames : new CutFrames(store);
  return (of) => (of.cutFrom ? cut : store);
}

/** The stack of planes cut out of a series, made once; or why there is none. */
export function cutStack(of: SeriesImages, plane: Plane3, slab: Slab): SeriesImages | Refusal {
  const key = `${of.seriesUid} ${plane} ${slab.mode} ${slab.mm.toFixed(1)}`;
  let cut = cuts.get(key);
  if (!cut || (!isRefusal(cut) && cut.cutFrom !== of)) {
    cut = reformatted(of, plane, slab, frameStore.limit * CUT_PART);
    cuts.set(key, cut);
  }
  return cut;
}

/** The stack that a reference belongs to. */
function stackOf(ref: ImageRef): SeriesImages | null {
  const own = series.get(ref.seriesUid) ?? null;
  const { reformat } = ref;
  if (!own || !reformat) return own;
  const cut = cutStack(own, reformat.plane, { mode: reformat.mode, mm: reformat.slab_mm });
  return isRefusal(cut) ? null : cut;
}

/** What is known about an image, and its place in its stack. */
export function imageOf(ref: ImageRef): { stack: SeriesImages; index: number; image: ImageInfo } | null {
  const stack = stackOf(ref);
  if (!stack) return null;
  const index = ref.reformat ? ref.reformat.index : (placesOf(stack).get(`${ref.sopUid} ${ref.frame}`) ?? -1);
  const image = stack.images[index];
  return image && sameImage(image, ref) ? { stack, index, image } : null;
}

/** The values of an image, where they are loaded. */
export function frameOf(ref: ImageRef): Frame | null {
  const found = imageOf(ref);
  return found && (found.stack.cutFrom ? cutFrames : frameStore).get(found.stack, found.index);
}

function placesOf(stack: SeriesImages): Map<string, number> {
  let known = places.get(stack);
  if (!known) {
    known = new Map(stack.images.map(({ sopUid, frame }, index) => [`${sopUid} ${frame}`, index]));
    places.set(stack, known);
  }
  return known;
}
