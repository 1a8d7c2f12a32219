/**
 * Paints with Cornerstone3D; the only file that knows it.
 *
 * Cornerstone is used for what is hard (textures of 16-bit and float values, windows on the GPU) and for nothing
 * else. Each image is given to it as if it lay at the origin of an empty world, and the camera is computed here
 * from the one affine that marks and pointers use too. So where a patient point appears is the same maths with and
 * without WebGL, for tilted gantries and for images without geometry, and no event of the engine has to be told
 * apart from a user's action. Its image loaders and cache are not used: frames come from frameLoader.ts.
 */
import {
  Enums,
  init,
  metaData,
  RenderingEngine,
  type StackViewport,
  type Types,
  utilities,
} from '@cornerstonejs/core';

import { unapply } from './camera';
import type { Frame } from './frames';
import type { Painter, Painting } from './painter';

const ENGINE = 'teleconsult';
const DISTANCE = 100;

interface Shown {
  frame: Frame;
  spacing: [number, number];
}

/** The engine does not say what this is. */
interface GlWindow {
  getCanvas(): HTMLCanvasElement | null;
}

let engine: RenderingEngine | null = null;
let serial = 0;
const shown = new Map<string, Shown>();
const painters = new Set<CornerstonePainter>();

function start(): RenderingEngine {
  if (!engine) {
    // One context serves all viewports in turn; the engine's seven would only cost memory and time to start.
    init({ rendering: { webGlContextCount: 1 } } as Parameters<typeof init>[0]);
    metaData.addProvider(describe, 10_000);
    engine = new RenderingEngine(ENGINE);
  }
  return engine;
}

/** Cornerstone's questions about an image: always the same plane at the origin. */
function describe(type: string, imageId: unknown): unknown {
  const image = typeof imageId === 'string' ? shown.get(imageId) : undefined;
  if (!image) return undefined;
  const { frame, spacing } = image;
  switch (type) {
    case 'imagePlaneModule':
      return {
        rows: frame.rows,
        columns: frame.columns,
        rowCosines: [1, 0, 0],
        columnCosines: [0, 1, 0],
        imageOrientationPatient: [1, 0, 0, 0, 1, 0],
        imagePositionPatient: [0, 0, 0],
        pixelSpacing: spacing,
        rowPixelSpacing: spacing[0],
        columnPixelSpacing: spacing[1],
        frameOfReferenceUID: 'screen',
        usingDefaultValues: false,
      };
    case 'imagePixelModule':
      return {
        bitsAllocated: frame.pixels.BYTES_PER_ELEMENT * 8,
        bitsStored: frame.pixels.BYTES_PER_ELEMENT * 8,
        samplesPerPixel: frame.components,
        photometricInterpretation: frame.components === 3 ? 'RGB' : 'MONOCHROME2',
        pixelRepresentation: frame.pixels instanceof Int16Array ? 1 : 0,
      };
    case 'generalSeriesModule':
      return { modality: 'OT' };
    case 'voiLutModule':
    case 'modalityLutModule':
      // Values come rescaled, and the window is always set.
      return {};
    default:
      return undefined;
  }
}

export class CornerstonePainter implements Painter {
  private readonly id = `painter-${(serial += 1)}`;
  private readonly element = document.createElement('div');
  private readonly viewport: StackViewport;
  private readonly glCanvas: HTMLCanvasElement | null;
  private painting: Painting | null = null;
  private drawn: Frame | null = null;

  constructor(
    host: HTMLElement,
    private readonly rendered: () => void,
    /** The graphics driver took everything back; nothing will be painted here any more. */
    private readonly lost: () => void,
  ) {
    this.element.className = 'viewer-canvas';
    host.append(this.element);
    const running = start();
    try {
      running.enableElement({
        viewportId: this.id,
        type: Enums.ViewportType.STACK,
        element: this.element,
        defaultOptions: { background: [0, 0, 0] },
      });
    } catch (error) {
      this.element.remove();
      throw error;
    }
    this.viewport = running.getViewport<StackViewport>(this.id);
    this.element.addEventListener(Enums.Events.IMAGE_RENDERED, this.onRendered);
    const window = running.getOffscreenMultiRenderWindow(this.id).getOpenGLRenderWindow() as GlWindow;
    this.glCanvas = window.getCanvas();
    this.glCanvas?.addEventListener('webglcontextlost', this.lost);
    painters.add(this);
  }

  /** The engine paints all that was asked for in its own animation frame, and then says so. */
  paint(painting: Painting | null): void {
    this.painting = painting;
    this.element.style.visibility = painting ? '' : 'hidden';
    if (painting) this.draw(painting);
    else requestAnimationFrame(this.rendered);
  }

  destroy(): void {
    painters.delete(this);
    this.glCanvas?.removeEventListener('webglcontextlost', this.lost);
    this.element.removeEventListener(Enums.Events.IMAGE_RENDERED, this.onRendered);
    engine?.disableElement(this.id);
    shown.delete(this.id);
    this.element.remove();
  }

  private readonly onRendered = (): void => {
    // The engine also reports the empty viewport, and it leaves a resize undone while a frame is pending.
    if (!this.drawn || !this.painting) return;
    if (!this.fits()) this.draw(this.painting);
    this.rendered();
  };

  private draw(painting: Painting): void {
    const { viewport } = this;
    this.fitCanvas();
    if (this.drawn !== painting.frame) {
      shown.set(this.id, { frame: painting.frame, spacing: painting.picture.spacing });
      viewport.renderImageObject(cornerstoneImage(this.id, painting.frame, painting.picture.spacing));
      this.drawn = painting.frame;
    }
    viewport.setProperties(
      {
        voiRange: { lower: painting.lower, upper: painting.upper },
        invert: painting.invert,
        interpolationType: Enums.InterpolationType.LINEAR,
      },
      true,
    );
    viewport.setCamera(cameraFor(painting));
    viewport.render();
  }

  private fits(): boolean {
    const canvas = this.viewport.getCanvas();
    const ratio = window.devicePixelRatio || 1;
    return (
      canvas.width === Math.round(canvas.clientWidth * ratio) &&
      canvas.height === Math.round(canvas.clientHeight * ratio)
    );
  }

  private fitCanvas(): void {
    if (this.fits()) return;
    engine?.resize(true, true);
    // The engine moves the cameras of all its viewports in doing so.
    for (const other of painters) {
      if (other !== this && other.painting) other.viewport.setCamera(cameraFor(other.painting));
    }
  }
}

function cornerstoneImage(imageId: string, frame: Frame, spacing: [number, number]): Types.IImage {
  const { rows, columns, components, pixels, min, max } = frame;
  const manager = utilities.VoxelManager.createImageVoxelManager({
    width: columns,
    height: rows,
    numberOfComponents: components,
    scalarData: pixels,
  });
  return {
    imageId,
    rows,
    columns,
    width: columns,
    height: rows,
    color: components === 3,
    rgba: false,
    numberOfComponents: components,
    rowPixelSpacing: spacing[0],
    columnPixelSpacing: spacing[1],
    minPixelValue: min,
    maxPixelValue: max,
    slope: 1,
    intercept: 0,
    windowCenter: (min + max) / 2,
    windowWidth: Math.max(1, max - min),
    voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    invert: false,
    photometricInterpretation: components === 3 ? 'RGB' : 'MONOCHROME2',
    sizeInBytes: pixels.byteLength,
    dataType: pixels.constructor.name as Types.PixelDataTypedArrayString,
    voxelManager: manager,
    getPixelData: () => pixels,
    getCanvas: () => document.createElement('canvas'),
  };
}

/** The camera that shows the plane z = 0 as the affine says: it looks along +z, or from behind where mirrored. */
function cameraFor({ affine, size, picture }: Painting): Types.ICamera {
  const [down, across] = picture.spacing;
  const [a, b, c, d] = affine;
  const middle = unapply(affine, size.width / 2, size.height / 2);
  const above = unapply(affine, size.width / 2, size.height / 2 - 1);
  const focalPoint: Types.Point3 = [middle.column * across, middle.row * down, 0];
  const up = [(above.column - middle.column) * across, (above.row - middle.row) * down] as const;
  const mmPerPixel = Math.hypot(...up);
  const mirrored = a * d - b * c < 0;
  return {
    focalPoint,
    position: [focalPoint[0], focalPoint[1], mirrored ? DISTANCE : -DISTANCE],
    viewUp: [up[0] / mmPerPixel, up[1] / mmPerPixel, 0],
    parallelScale: (size.height / 2) * mmPerPixel,
    clippingRange: [DISTANCE / 2, DISTANCE * 2],
  };
}
