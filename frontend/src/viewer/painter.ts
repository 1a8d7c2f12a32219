/** What paints a picture. Two do: WebGL through Cornerstone, and a plain 2D canvas where there is no WebGL. */
import type { Affine, Picture, Size } from './camera';
import type { Frame } from './frames';

export interface Painting {
  frame: Frame;
  picture: Picture;
  /** Pixel positions to CSS pixels of the viewport. */
  affine: Affine;
  size: Size;
  lower: number;
  upper: number;
  invert: boolean;
}

export interface Painter {
  /** Paint this in the next animation frame, or nothing; a later call in the same frame replaces it. */
  paint(painting: Painting | null): void;
  destroy(): void;
}
