/**
 * Standardised uptake value by body weight (SUVbw) of PET images.
 *
 * The activity concentration of a pixel in Bq/ml, times the body's weight in g, by the activity injected in Bq at the
 * time the images are decayed to (PS3.3 C.8.9.1; RSNA QIBA, "SUV vendor-neutral pseudo-code"). Where anything it takes is missing
 * there is no SUV: the values stay as the file has them, and are called so.
 */
import { type Dataset, item, number, text, texts } from './dicomjson';

/** Bq/ml to SUVbw in g/ml; 1 where the file holds SUVbw already; null where it cannot be told. */
export function suvFactor(dataset: Dataset): number | null {
  const units = text(dataset, '00541001');
  if (units === 'GML') return 1;
  if (units !== 'BQML' || text(dataset, '00541102') !== 'START') return null;
  if (!texts(dataset, '00280051').includes('DECY')) return null;
  const weight = number(dataset, '00101030');
  const drug = item(dataset, '00540016');
  if (!drug || weight === null || weight <= 0) return null;
  const dose = number(drug, '00181074');
  const halfLife = number(drug, '00181075');
  const seconds = decaySeconds(dataset, drug);
  if (dose === null || dose <= 0 || halfLife === null || halfLife <= 0 || seconds === null) return null;
  return (weight * 1000) / (dose * 2 ** (-seconds / halfLife));
}

/** From the injection to the start of the series. */
function decaySeconds(dataset: Dataset, drug: Dataset): number | null {
  const day = text(dataset, '00080021');
  const scan = moment(day, text(dataset, '00080031'));
  const full = text(drug, '00181078');
  const injected = full ? moment(full.slice(0, 8), full.slice(8)) : moment(day, text(drug, '00181072'));
  if (scan === null || injected === null) return null;
  const seconds = scan - injected;
  // An injection by the clock before midnight and a scan after it.
  const passed = seconds < 0 && !full ? seconds + 86_400 : seconds;
  return passed >= 0 && passed < 86_400 ? passed : null;
}

/** Seconds of `20261112` and `143200.5`; zones are the same for both and left out. */
function moment(day: string | null, time: string | null): number | null {
  const date = /^(\d{4})(\d{2})(\d{2})$/.exec(day ?? '');
  const clock = /^(\d{2})(\d{2})(\d{2}(?:\.\d+)?)/.exec(time ?? '');
  if (!date || !clock) return null;
  const midnight = Date.UTC(Number(date[1]), Number(date[2]) - 1, Number(date[3])) / 1000;
  return midnight + Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
}
