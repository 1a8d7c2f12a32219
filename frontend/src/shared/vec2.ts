/** Places in a plane; millimetres unless said otherwise. */
export type Vec2 = [number, number];

export const add2 = (a: Vec2, b: Vec2): Vec2 => [a[0] + b[0], a[1] + b[1]];
export const sub2 = (a: Vec2, b: Vec2): Vec2 => [a[0] - b[0], a[1] - b[1]];
export const scale2 = (a: Vec2, k: number): Vec2 => [a[0] * k, a[1] * k];
export const dot2 = (a: Vec2, b: Vec2): number => a[0] * b[0] + a[1] * b[1];
export const length2 = (a: Vec2): number => Math.hypot(a[0], a[1]);
export const distance2 = (a: Vec2, b: Vec2): number => length2(sub2(a, b));
export const middle2 = (a: Vec2, b: Vec2): Vec2 => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
/** `a` turned by a quarter, from the first axis towards the second. */
export const quarter = (a: Vec2): Vec2 => [-a[1], a[0]];

/** The direction of `a`, or the first axis where it has none. */
export function unit2(a: Vec2): Vec2 {
  const long = length2(a);
  return long > 1e-9 ? scale2(a, 1 / long) : [1, 0];
}
