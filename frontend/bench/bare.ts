/**
 * A page with Cornerstone3D and nothing else, to measure the room against: one stack viewport on the images of a
 * room, window by dragging, images by the wheel. Built and served by `python -m tests.bench --only room-fps` alone.
 */
import {
  Enums,
  imageLoader,
  init,
  metaData,
  RenderingEngine,
  type StackViewport,
  utilities,
} from '@cornerstonejs/core';
import { fetchSeries } from '../src/api/dicomweb';
import { frameUrl, type ImageInfo, imageRef, type SeriesImages } from '../src/shared/images';
import { decodeFrame, type Frame } from '../src/viewer/frames';

const query = new URLSearchParams(location.search);
const frames = new Map<string, { frame: Frame; info: ImageInfo }>();

/** Fetches and decodes as the room does: what is compared is painting, not loading. */
async function load(series: SeriesImages, info: ImageInfo): Promise<string> {
  const response = await fetch(frameUrl(imageRef(series, info)));
  const id = `bare:${info.sopUid}/${info.frame}`;
  frames.set(id, { frame: decodeFrame(await response.arrayBuffer(), info), info });
  await imageLoader.loadAndCacheImage(id);
  return id;
}

function imageOf(imageId: string) {
  const known = frames.get(imageId);
  if (!known) throw new Error(`no ${imageId}`);
  const { frame, info } = known;
  const { rows, columns, pixels, min, max } = frame;
  const [down, across] = info.pixelSpacing ?? [1, 1];
  return {
    imageId,
    rows,
    columns,
    width: columns,
    height: rows,
    color: false,
    rgba: false,
    numberOfComponents: 1,
    rowPixelSpacing: down,
    columnPixelSpacing: across,
    minPixelValue: min,
    maxPixelValue: max,
    slope: 1,
    intercept: 0,
    windowCenter: 40,
    windowWidth: 400,
    voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    invert: false,
    photometricInterpretation: 'MONOCHROME2',
    sizeInBytes: pixels.byteLength,
    dataType: pixels.constructor.name,
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      width: columns,
      height: rows,
      numberOfComponents: 1,
      scalarData: pixels,
    }),
    getPixelData: () => pixels,
    getCanvas: () => document.createElement('canvas'),
  };
}

function describe(type: string, imageId: unknown): unknown {
  const known = typeof imageId === 'string' ? frames.get(imageId) : undefined;
  if (!known) return undefined;
  const { rows, columns, pixelSpacing, imageOrientation, imagePosition } = known.info;
  switch (type) {
    case 'imagePlaneModule':
      return {
        rows,
        columns,
        rowCosines: imageOrientation?.slice(0, 3),
        columnCosines: imageOrientation?.slice(3),
        imageOrientationPatient: imageOrientation,
        imagePositionPatient: imagePosition,
        pixelSpacing,
        rowPixelSpacing: pixelSpacing?.[0],
        columnPixelSpacing: pixelSpacing?.[1],
        frameOfReferenceUID: known.info.frameOfReferenceUid,
        usingDefaultValues: false,
      };
    case 'imagePixelModule':
      return {
        bitsAllocated: 16,
        bitsStored: 16,
        samplesPerPixel: 1,
        photometricInterpretation: 'MONOCHROME2',
        pixelRepresentation: 1,
      };
    case 'generalSeriesModule':
      return { modality: 'CT' };
    case 'voiLutModule':
      return { windowCenter: [40], windowWidth: [400] };
    case 'modalityLutModule':
      return { rescaleSlope: 1, rescaleIntercept: 0 };
    default:
      return undefined;
  }
}

/** The same gestures as in the room, done by the shortest way there is. */
function listen(element: HTMLDivElement, viewport: StackViewport): void {
  const range = { lower: -160, upper: 240 };
  let dragging = false;
  element.addEventListener('pointerdown', () => (dragging = true));
  window.addEventListener('pointerup', () => (dragging = false));
  element.addEventListener('pointermove', ({ movementX, movementY }) => {
    if (!dragging) return;
    const width = Math.max(1, range.upper - range.lower + 4 * movementX);
    const level = (range.upper + range.lower) / 2 + 4 * movementY;
    Object.assign(range, { lower: level - width / 2, upper: level + width / 2 });
    viewport.setProperties({ voiRange: { ...range } });
    viewport.render();
  });
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      viewport.scroll(Math.sign(event.deltaY), false);
    },
    { passive: false },
  );
}

async function start(): Promise<void> {
  const wanted = (name: string): string => query.get(name) ?? '';
  init({ rendering: { useCPURendering: wanted('mode') === 'cpu' } } as Parameters<typeof init>[0]);
  metaData.addProvider(describe, 10_000);
  imageLoader.registerImageLoader(
    'bare',
    (id) => ({ promise: Promise.resolve({ ...imageOf(id) }) }) as never,
  );
  const element = document.createElement('div');
  element.id = 'bare';
  element.style.cssText = `position: absolute; width: ${wanted('width')}px; height: ${wanted('height')}px`;
  document.body.append(element);
  const engine = new RenderingEngine('bare');
  engine.enableElement({ viewportId: 'bare', type: Enums.ViewportType.STACK, element });
  const viewport = engine.getViewport<StackViewport>('bare');
  const series = await fetchSeries(wanted('study'), wanted('series'), wanted('room'));
  const ids = [];
  for (const info of series.images) ids.push(await load(series, info));
  await viewport.setStack(ids, Number(wanted('start')));
  viewport.setProperties({ voiRange: { lower: -160, upper: 240 } });
  viewport.render();
  listen(element, viewport);
  document.title = 'ready';
}

void start();
