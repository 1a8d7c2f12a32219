import { afterEach, describe, expect, it, vi } from 'vitest';

import { fetchSeries, frameUrl, parseSeries } from './dicomweb';
import { ApiError } from './errors';

const attribute = (...Value: unknown[]) => ({ vr: 'XX', Value });

const CT = {
  '00080018': attribute('1.2.3.4'),
  '00080060': attribute('CT'),
  '0008103E': attribute('CT chest'),
  '00080021': attribute('20261112'),
  '00100010': attribute({ Alphabetic: 'Lindqvist^Erik' }),
  '00100020': attribute('004 821 77'),
  '00180050': attribute(1.25),
  '00200032': attribute(-100, '-120.5', 40),
  '00200037': attribute(1, 0, 0, 0, 1, 0),
  '00200052': attribute('1.9'),
  '00280004': attribute('MONOCHROME2'),
  '00280010': attribute(512),
  '00280011': attribute(400),
  '00280030': attribute(0.7, 0.8),
  '00280100': attribute(16),
  '00280103': attribute(1),
  '00281050': attribute(40, -600),
  '00281051': attribute(400, 1500),
  '00281055': attribute('ABDOMEN', 'LUNG'),
  '00281052': attribute(-1024),
  '00281053': attribute(1),
};

const parse = (...instances: unknown[]) => parseSeries(instances, '1', '2');
const only = (instance: unknown) => parse(instance).images[0] ?? expect.unreachable();

describe('parseSeries', () => {
  it('reads an ordinary CT', () => {
    const series = parse(CT);
    expect(series).toMatchObject({ modality: 'CT', description: 'CT chest', date: '20261112' });
    expect(series.patient).toEqual({
      name: 'LINDQVIST, Erik',
      id: '004 821 77',
      birthDate: null,
      sex: null,
    });
    expect(series.images[0]).toMatchObject({
      rows: 512,
      columns: 400,
      signed: true,
      imagePosition: [-100, -120.5, 40],
      pixelSpacing: [0.7, 0.8],
      spacingSource: 'PixelSpacing',
      rescaleIntercept: -1024,
      windows: [
        { center: 40, width: 400, name: 'ABDOMEN' },
        { center: -600, width: 1500, name: 'LUNG' },
      ],
    });
  });

  it('takes the detector spacing where there is no other, and says so', () => {
    const image = only({ ...CT, '00280030': undefined, '00181164': attribute(0.1, 0.1) });
    expect([image.pixelSpacing, image.spacingSource]).toEqual([[0.1, 0.1], 'ImagerPixelSpacing']);
  });

  it('makes one image of each frame, with its own and the shared groups', () => {
    const place = (z: number) => ({ '00209113': attribute({ '00200032': attribute(0, 0, z) }) });
    const enhanced = {
      ...CT,
      '00280008': attribute('2'),
      '00200032': undefined,
      '52009229': attribute({
        '00289110': attribute({ '00280030': attribute(0.5, 0.5), '00180050': attribute(3) }),
        '00289145': attribute({ '00281052': attribute(-10), '00281053': attribute(2) }),
      }),
      '52009230': attribute(place(5), place(8)),
    };
    const { images } = parse(enhanced);
    expect(images.map((i) => [i.frame, i.imagePosition?.[2], i.pixelSpacing, i.rescaleSlope])).toEqual([
      [1, 5, [0.5, 0.5], 2],
      [2, 8, [0.5, 0.5], 2],
    ]);
  });

  it('does not pretend to know where the frames of a plain multi-frame object are', () => {
    expect(parse({ ...CT, '00280008': attribute(3) }).images.map((i) => i.imagePosition)).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('leaves out objects without pixels and refuses a series without images', () => {
    const report = { '00080018': attribute('1.5'), '00080060': attribute('SR') };
    expect(parse(CT, report).images).toHaveLength(1);
    expect(() => parse(report)).toThrow(expect.objectContaining({ code: 'no_images' }));
  });

  it('drops an orientation that is none', () => {
    expect(only({ ...CT, '00200037': attribute(1, 0, 0, 1, 0, 0) }).imageOrientation).toBeNull();
    expect(only({ ...CT, '00200037': attribute(0, 0, 0, 0, 1, 0) }).imageOrientation).toBeNull();
  });

  it.each([
    ['not a list', { a: 1 }],
    ['a null instance', [null]],
    ['a list in place of an instance', [[1]]],
    ['an attribute that is a text', [{ ...CT, '00280010': '512' }]],
    ['values that are no list', [{ ...CT, '00280010': { Value: 512 } }]],
    ['a size that is an object', [{ ...CT, '00280010': attribute({}) }]],
    ['a negative size', [{ ...CT, '00280010': attribute(-1) }]],
    ['an endless size', [{ ...CT, '00280010': attribute('1e999') }]],
    ['a UID that is a number', [{ ...CT, '00080018': attribute(5) }]],
    ['no UID', [{ ...CT, '00080018': undefined }]],
    ['a billion frames', [{ ...CT, '00280008': attribute(1e9) }]],
    ['a sequence of numbers', [{ ...CT, '00280008': attribute(2), '52009230': attribute(1, 2) }]],
    ['a name that is a list', [{ ...CT, '00100010': attribute({ Alphabetic: [] }) }]],
  ])('refuses %s with a typed error', (_, body) => {
    expect(() => parseSeries(body, '1', '2')).toThrow(expect.objectContaining({ code: 'bad_metadata' }));
  });
});

describe('fetchSeries', () => {
  afterEach(() => vi.unstubAllGlobals());
  const answer = (body: BodyInit, status = 200) =>
    vi.stubGlobal(
      'fetch',
      vi.fn(() => Promise.resolve(new Response(body, { status }))),
    );

  it('passes on the error of the server', async () => {
    answer('{"error":{"code":"not_found","message":"Not found."}}', 404);
    await expect(fetchSeries('1', '2')).rejects.toMatchObject({ code: 'not_found', status: 404 });
  });
  it('survives an error page and metadata that is no JSON', async () => {
    answer('<h1>Bad gateway</h1>', 502);
    await expect(fetchSeries('1', '2')).rejects.toMatchObject({ code: 'http_error', status: 502 });
    answer('<html>');
    await expect(fetchSeries('1', '2')).rejects.toBeInstanceOf(ApiError);
  });
});

it('names frames', () => {
  expect(frameUrl({ studyUid: '1', seriesUid: '2', sopUid: '3', frame: 4 })).toBe(
    '/dicomweb/studies/1/series/2/instances/3/frames/4',
  );
});
