/** The keys of the room: one table for what they do and for the sheet that shows them. */
import { msg } from '../../../shared/i18n';
import type { Tool } from '../../../viewer';

export interface Binding {
  /** As the sheet shows it. */
  keys: string;
  name: string;
  /** What the room does; keys without are answered by the focused viewport (viewer/viewportKeys.ts). */
  action?: Action;
  /** As `KeyboardEvent.key` in lower case, with `shift+` where Shift is held. */
  match?: string[];
}

export type Action =
  | { tool: Tool }
  | {
      act:
        | 'follow'
        | 'present'
        | 'point'
        | 'cursors'
        | 'nearest'
        | 'nextFinding'
        | 'previousFinding'
        | 'chat'
        | 'nextViewport'
        | 'previousViewport'
        | 'nextSeries'
        | 'previousSeries'
        | 'overlay'
        | 'bare'
        | 'fullScreen'
        | 'keyImage'
        | 'link'
        | 'hand'
        | 'help';
    };

const tool = (key: string, name: Tool): Binding => ({
  keys: key.toUpperCase(),
  name,
  action: { tool: name },
  match: [key],
});

const act = (
  keys: string,
  name: string,
  action: Extract<Action, { act: string }>['act'],
  ...match: string[]
): Binding => ({
  keys,
  name,
  action: { act: action },
  match,
});

export const GROUPS: { name: string; bindings: Binding[] }[] = [
  {
    name: msg('Images'),
    bindings: [
      { keys: '↑ ↓', name: msg('previous, next image') },
      { keys: 'PageUp PageDown', name: msg('ten images') },
      { keys: 'Home End', name: msg('first, last image') },
      { keys: 'Space', name: msg('play, stop') },
      act('→', msg('next series'), 'nextSeries', 'arrowright'),
      act('←', msg('previous series'), 'previousSeries', 'arrowleft'),
      act('V', msg('next viewport'), 'nextViewport', 'v'),
      act('Shift V', msg('previous viewport'), 'previousViewport', 'shift+v'),
      { keys: '1 … 8', name: msg('window presets') },
      { keys: '+ − 0', name: msg('zoom in, out, fit') },
      { keys: 'I R X', name: msg('invert, rotate, mirror') },
      { keys: 'Shift 0', name: msg('reset') },
      act('O', msg('overlay full, short, off'), 'overlay', 'o'),
      act('H', msg('hide everything but the images'), 'bare', 'h'),
      act('B', msg('full screen'), 'fullScreen', 'b'),
      act('Y', msg('link scrolling'), 'link', 'y'),
    ],
  },
  {
    name: msg('Tools'),
    bindings: [
      tool('w', 'Window/Level'),
      tool('s', 'Scroll'),
      tool('m', 'Pan'),
      tool('z', 'Zoom'),
      tool('l', 'Length'),
      tool('g', 'Angle'),
      tool('e', 'Ellipse'),
      tool('a', 'Arrow'),
      tool('d', 'Bidirectional'),
      tool('q', 'Probe'),
      { keys: '↑ ↓ ← → Enter', name: msg('with a drawing tool: move the pointer, set a point') },
      { keys: '← →', name: msg('with Window/Level: width; with Shift ↑ ↓ level') },
      act('K', msg('key image'), 'keyImage', 'k'),
      { keys: 'Esc', name: msg('give up the drawing') },
      { keys: 'Delete', name: msg('delete my selected mark') },
      { keys: 'Ctrl C Ctrl V', name: msg('copy the selected mark, paste it on this image') },
      { keys: 'Ctrl Z Ctrl Shift Z', name: msg('undo, redo what I did') },
    ],
  },
  {
    name: msg('Together'),
    bindings: [
      act('F', msg('follow, stop following'), 'follow', 'f'),
      act('Shift P', msg('present, stop, or ask for it'), 'present', 'shift+p'),
      act('P', msg('point here'), 'point', 'p'),
      act('C', msg('cursors on, off'), 'cursors', 'c'),
      act('J', msg('go to the nearest person on another slice'), 'nearest', 'j'),
      act('N', msg('next finding'), 'nextFinding', 'n'),
      act('Shift N', msg('previous finding'), 'previousFinding', 'shift+n'),
      act('T', msg('write in the chat'), 'chat', 't'),
      act('Shift H', msg('raise, lower my hand'), 'hand', 'shift+h'),
      { keys: 'F6 Shift F6', name: msg('next, previous region') },
      act('?', msg('all keys'), 'help', '?', 'shift+?'),
    ],
  },
];

const BY_KEY = new Map(
  GROUPS.flatMap(({ bindings }) => bindings).flatMap(({ match = [], action }) =>
    action ? match.map((key) => [key, action] as const) : [],
  ),
);

export function actionOf(key: string, shift: boolean): Action | undefined {
  return BY_KEY.get(`${shift ? 'shift+' : ''}${key.toLowerCase()}`) ?? (shift ? undefined : BY_KEY.get(key));
}
