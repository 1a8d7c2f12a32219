/** The keys a focused viewport answers by itself; everything else goes on to whoever listens above. */
import type { ImageViewport } from './ImageViewport';

type Key = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

const TURN = 90;
const ZOOM = 1.25;

/** Do what a key means; false when it means nothing here. */
export function handleKey(viewport: ImageViewport, event: Key): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.code === 'Digit0' && event.shiftKey) {
    viewport.reset();
    return true;
  }
  const preset = /^[1-8]$/.test(event.key) ? viewport.presets()[Number(event.key) - 1] : undefined;
  if (preset) {
    viewport.setWindow(preset.lower, preset.upper);
    return true;
  }
  const action = ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  return action ? action(viewport) !== false : false;
}

const ACTIONS: Partial<Record<string, (viewport: ImageViewport) => unknown>> = {
  ArrowUp: (viewport) => viewport.scrollBy(-1),
  ArrowDown: (viewport) => viewport.scrollBy(1),
  PageUp: (viewport) => viewport.scrollBy(-10),
  PageDown: (viewport) => viewport.scrollBy(10),
  Home: (viewport) => viewport.scrollTo(0),
  End: (viewport) => viewport.scrollTo(Number.MAX_SAFE_INTEGER),
  '+': (viewport) => viewport.zoomBy(ZOOM),
  '=': (viewport) => viewport.zoomBy(ZOOM),
  '-': (viewport) => viewport.zoomBy(1 / ZOOM),
  '0': (viewport) => viewport.fit(),
  i: (viewport) => viewport.setInvert(!viewport.view().invert),
  r: (viewport) => viewport.rotateBy(TURN),
  x: (viewport) => viewport.mirror(),
  Delete: (viewport) => viewport.removeSelected(),
  Backspace: (viewport) => viewport.removeSelected(),
  Escape: (viewport) => viewport.cancelDrawing(),
};
