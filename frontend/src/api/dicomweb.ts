/** Reads a series' metadata from the scoped DICOMweb of the server; same origin, session cookie. */
import { t } from '../shared/i18n';
import type { ImageInfo, PatientInfo, SeriesImages, WindowValue } from '../shared/images';
import { normalize, type Vec3 } from '../shared/vec3';
import {
  asDataset,
  badMetadata,
  type Dataset,
  item,
  items,
  number,
  numbers,
  personName,
  text,
  texts,
} from './dicomjson';
import { ApiError, errorOf } from './errors';
import { suvFactor } from './suv';

export { frameUrl } from '../shared/images';

const MAX_SIDE = 65_535;
const MAX_IMAGES = 50_000;

/** Fetch and read what is known about the images of a series, as a room shows them. */
export async function fetchSeries(
  studyUid: string,
  seriesUid: string,
  roomId?: string,
  signal?: AbortSignal,
): Promise<SeriesImages> {
  const room = roomId === undefined ? '' : `?room=${encodeURIComponent(roomId)}`;
  const url = `/dicomweb/studies/${encodeURIComponent(studyUid)}/series/${encodeURIComponent(seriesUid)}/metadata${room}`;
  const headers = { Accept: 'application/dicom+json' };
  const response = await fetch(url, { headers, credentials: 'same-origin', signal: signal ?? null });
  if (!response.ok) throw await errorOf(response);
  let body: unknown;
  try {
    body = await response.json();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw badMetadata('The metadata is not JSON.');
  }
  return parseSeries(body, studyUid, seriesUid);
}

/** Read DICOM JSON metadata; the instances keep their order, multi-frame objects become one image per frame. */
export function parseSeries(body: unknown, studyUid: string, seriesUid: string): SeriesImages {
  if (!Array.isArray(body)) throw badMetadata('The metadata is not a list.');
  const datasets = body.map(asDataset);
  const images: ImageInfo[] = [];
  for (const dataset of datasets) {
    for (const image of imagesOf(dataset)) {
      images.push(image);
      if (images.length > MAX_IMAGES) throw badMetadata('The series has too many images.');
    }
  }
  const [first] = datasets;
  if (!first || images.length === 0) throw new ApiError('no_images', t('The series has no images.'));
  return {
    studyUid,
    seriesUid,
    modality: text(first, '00080060') ?? 'OT',
    description: text(first, '0008103E') ?? text(first, '00181030') ?? '',
    seriesNumber: number(first, '00200011'),
    bodyPart: text(first, '00180015'),
    date: text(first, '00080021') ?? text(first, '00080020'),
    studyDescription: text(first, '00081030') ?? '',
    patient: patientOf(first),
    images: inOneSpace(images),
    frameRate: frameRate(first),
  };
}

/**
 * The frame of reference belongs to the series (PS3.3 C.7.4.1). Files exist whose every image names another one; the
 * first one's holds then, for everybody alike.
 */
function inOneSpace(images: ImageInfo[]): ImageInfo[] {
  const spaces = new Set(images.map(({ frameOfReferenceUid }) => frameOfReferenceUid));
  if (images.length < 3 || spaces.size !== images.length) return images;
  const uid = images[0]?.frameOfReferenceUid ?? null;
  return images.map((image) => ({ ...image, frameOfReferenceUid: uid }));
}

/** Images a second: as recommended, or as they were taken (PS3.3 C.7.6.5). */
function frameRate(dataset: Dataset): number | null {
  const asked = number(dataset, '00082144') ?? number(dataset, '00180040');
  const apart = number(dataset, '00181063');
  const rate = asked ?? (apart !== null && apart > 0 ? 1000 / apart : null);
  return rate !== null && rate > 0 && rate <= 1000 ? rate : null;
}

function patientOf(dataset: Dataset): PatientInfo {
  return {
    name: personName(dataset, '00100010') ?? '',
    id: text(dataset, '00100020') ?? '',
    birthDate: text(dataset, '00100030'),
    sex: text(dataset, '00100040'),
  };
}

function imagesOf(dataset: Dataset): ImageInfo[] {
  const rows = number(dataset, '00280010');
  const columns = number(dataset, '00280011');
  // Reports, presentation states and the like may share a series with images.
  if (rows === null && columns === null) return [];
  const frames = number(dataset, '00280008') ?? 1;
  const whole = instanceImage(dataset, side(rows), side(columns), frames);
  if (!Number.isInteger(frames) || frames < 1 || frames > MAX_IMAGES) {
    throw badMetadata('The number of frames is not valid.');
  }
  const shared = item(dataset, '52009229');
  const perFrame = items(dataset, '52009230');
  if (frames === 1 && !shared && perFrame.length === 0) return [whole];
  return Array.from({ length: frames }, (_, index) => frameImage(whole, index, shared, perFrame[index]));
}

function side(value: number | null): number {
  if (value === null || !Number.isInteger(value) || value < 1 || value > MAX_SIDE) {
    throw badMetadata('The size of an image is not valid.');
  }
  return value;
}

function instanceImage(dataset: Dataset, rows: number, columns: number, frames: number): ImageInfo {
  const sopUid = text(dataset, '00080018');
  if (!sopUid) throw badMetadata('An instance has no UID.');
  return {
    sopUid,
    frame: 1,
    frames,
    rows,
    columns,
    bitsAllocated: number(dataset, '00280100') ?? 16,
    signed: number(dataset, '00280103') === 1,
    photometric: text(dataset, '00280004') ?? 'MONOCHROME2',
    ...values(dataset, null),
    windows: windows(dataset),
    ...spacing(dataset),
    pixelAspect: pair(numbers(dataset, '00280034')),
    imagePosition: position(dataset),
    imageOrientation: orientation(dataset),
    frameOfReferenceUid: text(dataset, '00200052'),
    sliceThickness: number(dataset, '00180050'),
    sliceLocation: number(dataset, '00201041'),
    instanceNumber: number(dataset, '00200013'),
    laterality: text(dataset, '00200062') ?? text(dataset, '00200060'),
    lossy: text(dataset, '00282110') === '01',
  };
}

/** What the functional groups say about one frame: its own, else the shared ones, else the instance's values. */
function frameImage(
  whole: ImageInfo,
  index: number,
  shared: Dataset | null,
  own: Dataset | undefined,
): ImageInfo {
  const group = (tag: string): Dataset => (own && item(own, tag)) ?? (shared && item(shared, tag)) ?? {};
  const measures = group('00289110');
  const pixels = group('00289145');
  const found = windows(group('00289132'));
  const newSpacing = spacing(measures);
  return {
    ...whole,
    frame: index + 1,
    ...values(pixels, whole),
    windows: found.length > 0 ? found : whole.windows,
    ...(newSpacing.pixelSpacing ? newSpacing : {}),
    // One position for many frames says where the first is and nothing about the others.
    imagePosition: position(group('00209113')) ?? (whole.frames === 1 ? whole.imagePosition : null),
    imageOrientation: orientation(group('00209116')) ?? whole.imageOrientation,
    sliceThickness: number(measures, '00180050') ?? whole.sliceThickness,
  };
}

type Values = Pick<ImageInfo, 'rescaleSlope' | 'rescaleIntercept' | 'rescaleType' | 'valueUnit'>;

/** How stored values become the modality's, and in which unit. PET becomes SUV where all it takes is known. */
function values(dataset: Dataset, otherwise: ImageInfo | null): Values {
  // A slope of nought would make one value of all; such files mean "none".
  const slope = (number(dataset, '00281053') ?? otherwise?.rescaleSlope ?? 1) || 1;
  const intercept = number(dataset, '00281052') ?? otherwise?.rescaleIntercept ?? 0;
  const rescaleType =
    text(dataset, '00281054') ?? text(dataset, '00541001') ?? otherwise?.rescaleType ?? null;
  const factor = otherwise ? null : suvFactor(dataset);
  if (factor !== null) {
    return {
      rescaleSlope: slope * factor,
      rescaleIntercept: intercept * factor,
      rescaleType,
      valueUnit: 'SUV',
    };
  }
  const hounsfield = text(dataset, '00080060') === 'CT' && (rescaleType === null || rescaleType === 'HU');
  const valueUnit = otherwise ? otherwise.valueUnit : hounsfield ? 'HU' : null;
  return { rescaleSlope: slope, rescaleIntercept: intercept, rescaleType, valueUnit };
}

function windows(dataset: Dataset): WindowValue[] {
  const widths = numbers(dataset, '00281051');
  const names = texts(dataset, '00281055');
  return numbers(dataset, '00281050').flatMap((center, index) => {
    const width = widths[index];
    return width !== undefined && width > 0 ? [{ center, width, name: names[index]?.trim() || null }] : [];
  });
}

function spacing(dataset: Dataset): Pick<ImageInfo, 'pixelSpacing' | 'spacingSource'> {
  const body = pair(numbers(dataset, '00280030'));
  if (body) return { pixelSpacing: body, spacingSource: 'PixelSpacing' };
  const detector = pair(numbers(dataset, '00181164'));
  return { pixelSpacing: detector, spacingSource: detector ? 'ImagerPixelSpacing' : null };
}

function pair([first, second]: number[]): [number, number] | null {
  if (first === undefined || second === undefined || first <= 0 || second <= 0) return null;
  return [first, second];
}

function position(dataset: Dataset): Vec3 | null {
  const [x, y, z] = numbers(dataset, '00200032');
  return x === undefined || y === undefined || z === undefined ? null : [x, y, z];
}

/** Two directions of length 1 at right angles, or none: everything computed from others would be wrong. */
function orientation(dataset: Dataset): ImageInfo['imageOrientation'] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers(dataset, '00200037');
  const row = normalize([a, b, c]);
  const column = normalize([d, e, f]);
  if (!row || !column) return null;
  const skew = row[0] * column[0] + row[1] * column[1] + row[2] * column[2];
  return Math.abs(skew) < 0.01 ? [...row, ...column] : null;
}
