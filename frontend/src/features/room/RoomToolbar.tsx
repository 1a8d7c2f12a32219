import { useCallback } from 'react';
import { toWire } from './refs';
import { Toolbar } from './tools/Toolbar';
import type { RoomState } from './useRoom';

/** Whether the image of the active viewport is a key image, and the way to change that. */
export function useKeyImage(state: RoomState) {
  const { view, viewports, active, edits } = state;
  const image = viewports.viewport(active)?.view().image ?? null;
  const on =
    image !== null &&
    view.state.key_images.some((one) => one.sop_uid === image.sopUid && one.frame === image.frame);
  const toggle = useCallback(() => {
    const shown = viewports.viewport(active)?.view().image;
    if (!shown) return;
    const { sop_uid, frame } = toWire(shown);
    const keyed = view.state.key_images.some((one) => one.sop_uid === sop_uid && one.frame === frame);
    edits.keyImage(shown, !keyed);
  }, [viewports, active, edits, view.state.key_images]);
  return { on, toggle };
}

/** The toolbar, told what the room can do. */
export function RoomToolbar({ state, onHelp }: { state: RoomState; onHelp: () => void }) {
  const { view, viewports, active, together, planes, display, stacks } = state;
  const shown = () => viewports.viewport(active);
  const keyImage = useKeyImage(state);
  return (
    <Toolbar
      view={view}
      tool={state.tool}
      shown={shown}
      presets={() => shown()?.presets() ?? []}
      layout={{ rows: stacks.rows, columns: Math.round(state.slots.length / stacks.rows) }}
      linked={state.linked}
      keyImage={keyImage.on}
      playing={state.playing}
      overlay={display.overlay}
      linesShown={state.linesShown}
      following={state.follow.person !== null}
      cursorsShown={state.cursorsShown}
      cut={planes.cut}
      cutRefusal={planes.cutRefusal}
      fusions={planes.fusions()}
      opacity={planes.opacity}
      onTool={state.setTool}
      onPreset={(preset) => shown()?.setWindow(preset.lower, preset.upper)}
      onLayout={state.layout}
      onLink={state.toggleLinked}
      onReset={() => shown()?.reset()}
      onKeyImage={keyImage.toggle}
      onPlay={() => shown()?.cine.toggle()}
      onOverlay={display.cycleOverlay}
      onLines={state.toggleLines}
      onBare={display.toggleBare}
      onFullScreen={display.toggleFullScreen}
      onHelp={onHelp}
      onCut={planes.setCut}
      onThreePlanes={planes.threePlanes}
      onFuse={(uid) => void planes.fuse(uid)}
      onOpacity={planes.setOpacity}
      onUndo={() => state.session.undo()}
      onRedo={() => state.session.redo()}
      onFollow={() => together.toggleFollow()}
      onPresent={together.togglePresent}
      onCursors={state.toggleCursors}
      onRefused={state.setMessage}
    />
  );
}
