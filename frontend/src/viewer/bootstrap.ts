/** Decides once how pictures are painted on this machine, and fetches the rendering engine where it can be used. */
import { CanvasPainter } from './canvasPainter';
import type { Painter } from './painter';

type Mode = 'gpu' | 'cpu';

let mode: Mode | null = null;

/** `cpu` where the browser has no WebGL 2, or once the engine has failed to start. */
export function renderingMode(): Mode {
  mode ??= hasWebGl() ? 'gpu' : 'cpu';
  return mode;
}

function hasWebGl(): boolean {
  try {
    const context = document.createElement('canvas').getContext('webgl2');
    // Browsers allow few contexts; this one has served.
    context?.getExtension('WEBGL_lose_context')?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
}

export function firstPainter(host: HTMLElement, rendered: () => void): Painter {
  return new CanvasPainter(host, rendered);
}

/** The painter to go on with, or null to stay with the first one. */
export async function betterPainter(host: HTMLElement, rendered: () => void): Promise<Painter | null> {
  if (renderingMode() === 'cpu') return null;
  try {
    const { CornerstonePainter } = await import('./cornerstonePainter');
    return new CornerstonePainter(host, rendered);
  } catch (error) {
    console.warn('The WebGL engine did not start; painting goes on without it.', error);
    mode = 'cpu';
    return null;
  }
}
