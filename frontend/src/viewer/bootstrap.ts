/** Decides once how pictures are painted on this machine, and fetches the rendering engine where it can be used. */
import { CanvasPainter } from './canvasPainter';
import type { Painter } from './painter';

type Mode = 'gpu' | 'cpu';

let mode: Mode | null = null;

/**
 * `cpu` where the browser has no WebGL 2 or only imitates it in software, where a plain canvas is three times as
 * fast (60 against 20 images a second, measured with SwiftShader), and once the engine has failed to start.
 */
export function renderingMode(): Mode {
  mode ??= hasGpu() ? 'gpu' : 'cpu';
  return mode;
}

/** Choose by hand, before the first image is shown: for tests, and for graphics drivers that paint wrongly. */
export function setRenderingMode(chosen: Mode): void {
  mode = chosen;
}

const IMITATION = /swiftshader|llvmpipe|softpipe|software|basic render/i;

function hasGpu(): boolean {
  try {
    const context = document.createElement('canvas').getContext('webgl2');
    if (!context) return false;
    const info = context.getExtension('WEBGL_debug_renderer_info');
    const name: unknown = context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER);
    // Browsers allow few contexts; this one has served.
    context.getExtension('WEBGL_lose_context')?.loseContext();
    return typeof name !== 'string' || !IMITATION.test(name);
  } catch {
    return false;
  }
}

export function firstPainter(host: HTMLElement, rendered: () => void): Painter {
  return new CanvasPainter(host, rendered);
}

/** The painter to go on with, or null to stay with the first one. */
export async function betterPainter(
  host: HTMLElement,
  rendered: () => void,
  lost: () => void,
): Promise<Painter | null> {
  if (renderingMode() === 'cpu') return null;
  try {
    const { CornerstonePainter } = await import('./cornerstonePainter');
    return new CornerstonePainter(host, rendered, () => {
      // A driver that gave up once is not trusted again on this page; a frozen picture would be dangerous.
      mode = 'cpu';
      lost();
    });
  } catch (error) {
    console.warn('The WebGL engine did not start; painting goes on without it.', error);
    mode = 'cpu';
    return null;
  }
}
