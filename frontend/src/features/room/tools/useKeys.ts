import { useEffect, useRef } from 'react';
import type { Tool } from '../../../viewer';
import { type Action, actionOf } from './keys';

type Act = Extract<Action, { act: string }>['act'];

export type KeyActions = Record<Act, () => void> & {
  tool: (tool: Tool) => void;
  undo: () => void;
  redo: () => void;
  /** Copy or paste a mark; false when there was nothing to do, so that the browser copies as usual. */
  copy: () => boolean;
  paste: () => boolean;
  /** Esc, where nothing else took it. */
  escape: () => void;
};

/** In the order of the page; F6 goes from one to the next, and after the last to the browser. */
const REGIONS = ['.room-banner', '.room-toolbar', '.status-line', '.series-rail', '.stage', '.side-panel'];

function nextRegion(back: boolean): boolean {
  const shown = REGIONS.map((name) => document.querySelector<HTMLElement>(name)).filter(
    (region) => region !== null && region.offsetParent !== null,
  );
  const here = shown.findIndex((region) => region?.contains(document.activeElement));
  const next = shown[here + (back ? -1 : 1)];
  const target = next?.querySelector<HTMLElement>('[tabindex="0"], button, a, input, select');
  target?.focus();
  return target !== undefined && target !== null;
}

function withControl(event: KeyboardEvent, actions: KeyActions): boolean {
  const key = event.key.toLowerCase();
  const image = event.target instanceof Element && event.target.closest('.viewport-pane') !== null;
  if (key === 'z') {
    if (event.shiftKey) actions.redo();
    else actions.undo();
    return true;
  }
  if (!image || (key !== 'c' && key !== 'v')) return false;
  return key === 'c' ? actions.copy() : actions.paste();
}

function plain(event: KeyboardEvent, actions: KeyActions): boolean {
  const action = actionOf(event.key, event.shiftKey);
  if (!action) return false;
  if ('tool' in action) actions.tool(action.tool);
  else actions[action.act]();
  return true;
}

function handle(event: KeyboardEvent, actions: KeyActions): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (event.key === 'F6') return nextRegion(event.shiftKey);
  if (event.defaultPrevented || target?.closest('input, textarea, select, [contenteditable], dialog'))
    return false;
  if (event.altKey) return false;
  if (event.ctrlKey || event.metaKey) return withControl(event, actions);
  if (event.key === 'Escape') actions.escape();
  // Single letters act only while a viewport or the toolbar has the focus (WCAG 2.1.4).
  if (!target?.closest('.viewport-pane, .room-toolbar')) return false;
  const arrow = event.key.startsWith('Arrow');
  return (!arrow || target.closest('.viewport-pane') !== null) && plain(event, actions);
}

export function useKeys(actions: KeyActions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (handle(event, latest.current)) event.preventDefault();
    };
    window.addEventListener('keydown', down);
    return () => window.removeEventListener('keydown', down);
  }, []);
}
