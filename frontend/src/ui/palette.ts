/**
 * The colours of participants, in the order the server gives them out. From the seventh on colour alone no longer
 * tells people apart for everybody, so colour, shape and name are always shown together.
 */
export type Shape =
  | 'circle'
  | 'square'
  | 'triangle'
  | 'diamond'
  | 'plus'
  | 'star'
  | 'hexagon'
  | 'down'
  | 'ring'
  | 'cross'
  | 'pentagon'
  | 'bar';

export interface ParticipantColor {
  name: string;
  color: string;
  shape: Shape;
}

/** You, always: white and without a shape. */
export const SELF_COLOR = '#FFFFFF';

export const PALETTE: readonly ParticipantColor[] = [
  { name: 'Cyan', color: '#5BF8FD', shape: 'circle' },
  { name: 'Magenta', color: '#D64D9D', shape: 'square' },
  { name: 'Lime', color: '#D6FC07', shape: 'triangle' },
  { name: 'Salmon', color: '#FAAA94', shape: 'diamond' },
  { name: 'Blue', color: '#589BFD', shape: 'plus' },
  { name: 'Olive', color: '#8C8234', shape: 'star' },
  { name: 'Gold', color: '#CCBA14', shape: 'hexagon' },
  { name: 'Violet', color: '#736AEC', shape: 'down' },
  { name: 'Green', color: '#3FB663', shape: 'ring' },
  { name: 'Mint', color: '#B8FBC5', shape: 'cross' },
  { name: 'Teal', color: '#1D8FA6', shape: 'pentagon' },
  { name: 'Lavender', color: '#BDB7FE', shape: 'bar' },
];

/** The colour of the `index`-th person to join, from 0; the thirteenth starts again with a hollow shape. */
export function participantColor(index: number): ParticipantColor & { hollow: boolean } {
  const at = ((index % PALETTE.length) + PALETTE.length) % PALETTE.length;
  const entry = PALETTE[at] ?? { name: 'Cyan', color: '#5BF8FD', shape: 'circle' as const };
  return { ...entry, hollow: index >= PALETTE.length };
}

/** Shapes as SVG paths in a 12 x 12 box; fill with `fill-rule: evenodd` (the ring has a hole). */
export const SHAPE_PATHS: Readonly<Record<Shape, string>> = {
  circle: 'M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10z',
  square: 'M1.5 1.5h9v9h-9z',
  triangle: 'M6 1l5.5 10h-11z',
  diamond: 'M6 .5l5.5 5.5l-5.5 5.5l-5.5-5.5z',
  plus: 'M4.2 1h3.6v3.2h3.2v3.6h-3.2v3.2h-3.6v-3.2h-3.2v-3.6h3.2z',
  star: 'M6 .5l1.6 3.6l3.9.4l-2.9 2.6l.8 3.9l-3.4-2l-3.4 2l.8-3.9l-2.9-2.6l3.9-.4z',
  hexagon: 'M3.2 1.2h5.6l2.8 4.8l-2.8 4.8h-5.6l-2.8-4.8z',
  down: 'M.5 1h11l-5.5 10z',
  ring: 'M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10zM6 3.6a2.4 2.4 0 1 1 0 4.8a2.4 2.4 0 1 1 0-4.8z',
  cross:
    'M2.6 1l3.4 3.4l3.4-3.4l1.6 1.6l-3.4 3.4l3.4 3.4l-1.6 1.6l-3.4-3.4l-3.4 3.4l-1.6-1.6l3.4-3.4l-3.4-3.4z',
  pentagon: 'M6 .6l5.6 4.1l-2.1 6.5h-7l-2.1-6.5z',
  bar: 'M.8 4h10.4v4h-10.4z',
};
