/** What is known about the images of a series, as read from their metadata. No pixels. */
import type { Vec3 } from './vec3';

/** Names one frame, in every message and mark. `frame` counts from 1. */
export interface ImageRef {
  studyUid: string;
  seriesUid: string;
  sopUid: string;
  frame: number;
  frameOfReferenceUid: string | null;
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
}

type SeriesKey = Pick<SeriesImages, 'studyUid' | 'seriesUid'>;

export function imageRef(series: SeriesKey, image: ImageInfo): ImageRef {
  return {
    studyUid: series.studyUid,
    seriesUid: series.seriesUid,
    sopUid: image.sopUid,
    frame: image.frame,
    frameOfReferenceUid: image.frameOfReferenceUid,
  };
}

export function sameImage(a: ImageRef, b: ImageRef): boolean {
  return a.sopUid === b.sopUid && a.frame === b.frame;
}

export function frameUrl(ref: Pick<ImageRef, 'studyUid' | 'seriesUid' | 'sopUid' | 'frame'>): string {
  const [study, series, sop] = [ref.studyUid, ref.seriesUid, ref.sopUid].map(encodeURIComponent);
  return `/dicomweb/studies/${String(study)}/series/${String(series)}/instances/${String(sop)}/frames/${ref.frame}`;
}
