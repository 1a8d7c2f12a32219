import { useEffect } from 'react';
import type { Tool } from '../../viewer';

export interface KeyActions {
  tool: (tool: Tool) => void;
  follow: () => void;
  present: () => void;
  cursors: () => void;
  undo: () => void;
  redo: () => void;
  chat: () => void;
  nextViewport: () => void;
}

const TOOL_KEYS: Record<string, Tool> = {
  w: 'Window/Level',
  s: 'Scroll',
  m: 'Pan',
  z: 'Zoom',
  l: 'Length',
  a: 'Arrow',
};

function single(key: string, shift: boolean, act: KeyActions): boolean {
  const tool = shift ? undefined : TOOL_KEYS[key];
  if (tool) act.tool(tool);
  else if (key === 'f' && !shift) act.follow();
  else if (key === 'p' && shift) act.present();
  else if (key === 'c' && !shift) act.cursors();
  else if (key === 't' && !shift) act.chat();
  else if (key === 'v') act.nextViewport();
  else return false;
  return true;
}

/** The room's keys. Single letters act only while a viewport or the toolbar has the focus (WCAG 2.1.4). */
export function useKeys(actions: KeyActions): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest('input, textarea, select, [contenteditable]')) return;
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && key === 'z') {
        if (event.shiftKey) actions.redo();
        else actions.undo();
        event.preventDefault();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (!target?.closest('.viewport-pane, .room-toolbar')) return;
      if (single(key, event.shiftKey, actions)) event.preventDefault();
    };
    window.addEventListener('keydown', down);
    return () => window.removeEventListener('keydown', down);
  });
}
