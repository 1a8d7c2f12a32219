/** The keys a focused viewport answers by itself; everything else goes on to whoever listens above. */
import type { ImageViewport } from './ImageViewport';
import { MARK_OF } from './types';

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
  if (handleDrawing(viewport, event) || handleWindow(viewport, event)) return true;
  const preset = /^[1-8]$/.test(event.key) ? viewport.presets()[Number(event.key) - 1] : undefined;
  if (preset) {
    viewport.setWindow(preset.lower, preset.upper);
    return true;
  }
  const action = ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  return action ? action(viewport) !== false : false;
}

const ARROWS: Partial<Record<string, [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** With a drawing tool the arrows move a pointer over the image and Enter sets a point. */
function handleDrawing(viewport: ImageViewport, { key, shiftKey }: Key): boolean {
  if (MARK_OF[viewport.tool] === undefined) return false;
  const arrow = ARROWS[key];
  if (arrow) viewport.keyboard.move(arrow[0] * (shiftKey ? 10 : 1), arrow[1] * (shiftKey ? 10 : 1));
  else if (key === 'Enter') viewport.keyboard.press();
  else if (key === 'Escape' && viewport.keyboard.shown && !viewport.cancelDrawing()) viewport.keyboard.hide();
  else return false;
  return true;
}

/** With Window/Level, arrows to the side change the width, and with Shift up and down the level; Shift: by 50. */
function handleWindow(viewport: ImageViewport, { key, shiftKey }: Key): boolean {
  const arrow = ARROWS[key];
  if (viewport.tool !== 'Window/Level' || !arrow || (arrow[0] === 0 && !shiftKey)) return false;
  const { lower, upper } = viewport.view();
  // Narrow windows, as PET has, are changed in proportion.
  const step = Math.min(shiftKey ? 50 : 10, (upper - lower) / (shiftKey ? 5 : 20));
  const wide = Math.max(upper - lower + arrow[0] * step, (upper - lower) / 2);
  const level = (upper + lower) / 2 - arrow[1] * step;
  viewport.setWindow(level - wide / 2, level + wide / 2);
  return true;
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
  ' ': (viewport) => viewport.cine.toggle(),
  i: (viewport) => viewport.setInvert(!viewport.view().invert),
  r: (viewport) => viewport.rotateBy(TURN),
  x: (viewport) => viewport.mirror(),
  Delete: (viewport) => viewport.removeSelected(),
  Backspace: (viewport) => viewport.removeSelected(),
  Escape: (viewport) => viewport.cancelDrawing(),
};
