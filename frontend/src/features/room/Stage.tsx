import { type DragEvent, useRef, useState } from 'react';
import type { Room } from '../../api/rooms';
import { t } from '../../shared/i18n';
import { type ImageViewport, renderingMode, ViewportPane } from '../../viewer';
import { SERIES_TYPE } from './stage/SeriesRail';
import type { Slot } from './stage/useSlots';
import type { RoomState } from './useRoom';

interface PaneProps {
  room: Room;
  state: RoomState;
  number: number;
}

function qualityNote(): string | undefined {
  if (window.matchMedia('(max-width: 767px)').matches) return t('Phone: not for diagnosis');
  return renderingMode() === 'cpu' ? t('Lossless · without WebGL') : undefined;
}

function badge(room: Room, slot: Slot | null): 'PRIOR' | 'CURRENT' | undefined {
  const study = room.studies.find((one) => one.study_uid === slot?.studyUid);
  if (!study || !room.studies.some((one) => one.prior)) return undefined;
  return study.prior ? 'PRIOR' : 'CURRENT';
}

/** Take a series that is dropped here, and say so while it is held over. */
function useDrop(onDrop: (seriesUid: string) => void) {
  const [over, setOver] = useState(false);
  const carries = (event: DragEvent) => event.dataTransfer.types.includes(SERIES_TYPE);
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!carries(event)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        setOver(false);
        if (!carries(event)) return;
        event.preventDefault();
        onDrop(event.dataTransfer.getData(SERIES_TYPE));
      },
    },
  };
}

/** The series has come: the window it is to begin with, unless whoever is followed says otherwise. */
function opened(state: RoomState, slot: Slot | null, number: number, viewport: ImageViewport): void {
  const preset = viewport.presets().find(({ name }) => name === slot?.preset);
  if (preset) viewport.applyView({ lower: preset.lower, upper: preset.upper });
  state.viewports.loaded(number);
  state.follow.apply();
}

function Pane({ room, state, number }: PaneProps) {
  const cursors = useRef<HTMLDivElement>(null);
  const slot = state.slots[number - 1] ?? null;
  const { viewports } = state;
  const drop = useDrop((seriesUid) => state.drop(seriesUid, number));
  const mount = (viewport: ImageViewport | null) => {
    if (viewport && cursors.current) viewports.mount(number, viewport, cursors.current);
    else viewports.unmount(number);
  };
  return (
    <div className="stage-cell" data-over={drop.over || undefined} {...drop.handlers}>
      <ViewportPane
        number={number}
        series={slot?.images ?? null}
        start={slot?.start}
        tool={state.tool}
        active={state.active === number && state.slots.length > 1}
        badge={badge(room, slot)}
        message={slot?.message ?? t('Choose a series')}
        qualityNote={qualityNote()}
        overlay={state.display.overlay}
        ask={(draft) => state.asking.ask(number, draft)}
        onViewport={mount}
        onLoaded={(viewport) => opened(state, slot, number, viewport)}
        onActivate={() => state.setActive(number)}
      >
        <div ref={cursors} className="cursor-layer" />
      </ViewportPane>
    </div>
  );
}

/** On a phone one viewport is shown at a time. */
export function ViewportSwitch({ room, state }: { room: Room; state: RoomState }) {
  const { slots, active, setActive } = state;
  if (slots.length < 2) return null;
  const names: Partial<Record<string, string>> = { PRIOR: t('Prior'), CURRENT: t('Current') };
  const badges = slots.map((slot) => badge(room, slot));
  // "Prior" and "Current" say more than numbers, as long as they tell the viewports apart.
  const told = new Set(badges).size === badges.length;
  return (
    <div className="viewport-switch" role="group" aria-label={t('Viewport')}>
      {slots.map((_, index) => (
        <button
          key={index}
          type="button"
          aria-pressed={active === index + 1}
          onClick={() => setActive(index + 1)}
        >
          {(told && names[badges[index] ?? '']) || index + 1}
        </button>
      ))}
    </div>
  );
}

/** The viewports. */
export function Stage({ room, state }: { room: Room; state: RoomState }) {
  const { slots, stacks, active } = state;
  return (
    <main className="stage" data-count={slots.length} data-rows={stacks.rows} data-active={active}>
      {slots.map((_, index) => (
        <Pane key={index} room={room} state={state} number={index + 1} />
      ))}
    </main>
  );
}
