import { t } from '../../shared/i18n';
import { useKeyImage } from './RoomToolbar';
import { useKeys } from './tools/useKeys';
import type { RoomState } from './useRoom';

function focusChat(): void {
  document.querySelector<HTMLInputElement>('.compose-form input')?.focus();
}

/** The viewport that keys reach must have the focus, or the next key would go to the one before. */
function focusViewport(number: number): void {
  document.querySelectorAll<HTMLElement>('.viewport-pane')[number - 1]?.focus();
}

/** Press the nearest marker of somebody on another slice. */
function goToNearest(): boolean {
  const marker = document.querySelector<HTMLButtonElement>('button.slice-marker');
  marker?.click();
  return marker !== null;
}

/** What the room's keys do. */
export function useRoomKeys(state: RoomState, help: () => void): void {
  const { together, viewports, active, slots, setActive, display, clipboard } = state;
  const keyImage = useKeyImage(state);
  const step = (by: number) => {
    const next = ((active - 1 + by + slots.length) % slots.length) + 1;
    setActive(next);
    focusViewport(next);
  };
  const finding = (by: 1 | -1) => {
    const marks = state.view.state.annotations.filter((mark) => !mark.deleted);
    const at = marks.findIndex((mark) => mark.id === state.selected);
    const next = marks[at < 0 ? (by > 0 ? 0 : marks.length - 1) : at + by];
    if (next) state.jump(next);
  };
  useKeys({
    tool: state.setTool,
    follow: () => together.toggleFollow(),
    present: together.togglePresent,
    point: () => {
      if (!viewports.pointer.ping()) state.setMessage(t('Move the pointer over an image first.'));
    },
    cursors: state.toggleCursors,
    nearest: () => {
      if (!goToNearest()) state.setMessage(t('Nobody points on another slice.'));
    },
    nextFinding: () => finding(1),
    previousFinding: () => finding(-1),
    chat: focusChat,
    nextViewport: () => step(1),
    previousViewport: () => step(-1),
    nextSeries: () => state.stepSeries(1),
    previousSeries: () => state.stepSeries(-1),
    overlay: display.cycleOverlay,
    bare: display.toggleBare,
    fullScreen: display.toggleFullScreen,
    keyImage: keyImage.toggle,
    link: state.toggleLinked,
    hand: state.presence.toggleHand,
    help,
    undo: () => state.session.undo(),
    redo: () => state.session.redo(),
    copy: () => clipboard.copySelected(state.selected),
    paste: clipboard.paste,
    escape: display.endBare,
  });
}
