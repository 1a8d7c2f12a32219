/** What is known about the images of a series, as read from their metadata. No pixels. */
import type { Vec3 } from './vec3';

/** Names one frame, in every message and mark. `frame` counts from 1. */
export interface ImageRef {
  studyUid: string;
  seriesUid: string;
  sopUid: string;
  frame: number;
  frameOfReferenceUid: string | null;
  /** Set for a plane cut out of the series; the image is then the series' first [R23]. */
  reformat?: Reformat | null;
}

export type Plane3 = 'axial' | 'coronal' | 'sagittal';
export type SlabMode = 'average' | 'mip' | 'minip';

/** A plane cut out of a series: the direction it is cut along, how its slab is made one, and its place. */
export interface Reformat {
  plane: Plane3;
  mode: SlabMode;
  slab_mm: number;
  index: number;
}

export interface WindowValue {
  center: number;
  width: number;
  name: string | null;
}

export interface ImageInfo {
  sopUid: string;
  /** From 1. */
  frame: number;
  frames: number;
  rows: number;
  columns: number;
  bitsAllocated: number;
  signed: boolean;
  photometric: string;
  rescaleSlope: number;
  rescaleIntercept: number;
  /** `HU`, `US`, … as in the file. */
  rescaleType: string | null;
  /** `HU`, `SUV` …: what the values are in once they are rescaled; null where the file does not say. */
  valueUnit: string | null;
  windows: WindowValue[];
  /** [between rows, between columns] in mm. */
  pixelSpacing: [number, number] | null;
  spacingSource: 'PixelSpacing' | 'ImagerPixelSpacing' | null;
  /** [vertical, horizontal], when only the shape of a pixel is known. */
  pixelAspect: [number, number] | null;
  /** Centre of the first pixel. */
  imagePosition: Vec3 | null;
  /** Direction of a row (towards rising columns), then of a column. */
  imageOrientation: [number, number, number, number, number, number] | null;
  frameOfReferenceUid: string | null;
  sliceThickness: number | null;
  sliceLocation: number | null;
  instanceNumber: number | null;
  laterality: string | null;
  /** The archive has no better than this lossy picture. */
  lossy: boolean;
  /** Set on a plane cut out of the series. */
  reformat?: Reformat;
}

export interface PatientInfo {
  /** `LINDQVIST, Erik` */
  name: string;
  id: string;
  birthDate: string | null;
  sex: string | null;
}

export interface SeriesImages {
  studyUid: string;
  seriesUid: string;
  modality: string;
  description: string;
  seriesNumber: number | null;
  bodyPart: string | null;
  /** `20261112`, as in the file. */
  date: string | null;
  studyDescription: string;
  patient: PatientInfo;
  images: ImageInfo[];
  /** Images a second, as the file asks for. */
  frameRate: number | null;
  /** The series these planes are cut out of. */
  cutFrom?: SeriesImages;
}

type SeriesKey = Pick<SeriesImages, 'studyUid' | 'seriesUid'>;

export function imageRef(series: SeriesKey, image: ImageInfo): ImageRef {
  return {
    studyUid: series.studyUid,
    seriesUid: series.seriesUid,
    sopUid: image.sopUid,
    frame: image.frame,
    frameOfReferenceUid: image.frameOfReferenceUid,
    reformat: image.reformat ?? null,
  };
}

type Named = Pick<ImageRef, 'sopUid' | 'frame' | 'reformat'>;

export function sameImage(a: Named, b: Named): boolean {
  return a.sopUid === b.sopUid && a.frame === b.frame && sameReformat(a.reformat, b.reformat);
}

function sameReformat(a: Reformat | null | undefined, b: Reformat | null | undefined): boolean {
  if (!a || !b) return !a && !b;
  return sameCut(a, b) && a.index === b.index;
}

/** Whether two planes are of one stack. The slab travels as float32, so it is not compared to the last digit. */
export function sameCut(a: Omit<Reformat, 'index'>, b: Omit<Reformat, 'index'>): boolean {
  return a.plane === b.plane && a.mode === b.mode && Math.abs(a.slab_mm - b.slab_mm) < 0.01;
}

export function frameUrl(ref: Pick<ImageRef, 'studyUid' | 'seriesUid' | 'sopUid' | 'frame'>): string {
  const [study, series, sop] = [ref.studyUid, ref.seriesUid, ref.sopUid].map(encodeURIComponent);
  return `/dicomweb/studies/${String(study)}/series/${String(series)}/instances/${String(sop)}/frames/${ref.frame}`;
}
