/** Images for tests. */
import type { ImageInfo, SeriesImages } from '../shared/images';

export function testImage(over: Partial<ImageInfo> = {}): ImageInfo {
  return {
    sopUid: '1.1',
    frame: 1,
    frames: 1,
    rows: 200,
    columns: 160,
    bitsAllocated: 16,
    signed: true,
    photometric: 'MONOCHROME2',
    rescaleSlope: 1,
    rescaleIntercept: 0,
    rescaleType: null,
    valueUnit: null,
    windows: [],
    pixelSpacing: [0.9, 0.6],
    spacingSource: 'PixelSpacing',
    pixelAspect: null,
    imagePosition: [-50, -80, 10],
    imageOrientation: [1, 0, 0, 0, 1, 0],
    frameOfReferenceUid: '1.9',
    sliceThickness: 2.5,
    sliceLocation: null,
    instanceNumber: 1,
    laterality: null,
    lossy: false,
    ...over,
  };
}

export function testSeries(count: number, over: Partial<ImageInfo> = {}): SeriesImages {
  return {
    studyUid: '1',
    seriesUid: '2',
    modality: 'CT',
    description: 'CT head',
    seriesNumber: 1,
    bodyPart: null,
    date: '20261112',
    studyDescription: '',
    frameRate: null,
    patient: { name: 'LINDQVIST, Erik', id: '004 821 77', birthDate: null, sex: null },
    images: Array.from({ length: count }, (_, index) =>
      testImage({ sopUid: `1.${index + 1}`, imagePosition: [-50, -80, 10 + 2.5 * index], ...over }),
    ),
  };
}
