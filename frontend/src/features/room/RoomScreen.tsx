import { ClipboardList, Image as ImageIcon, MessageSquare, Users } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Room } from '../../api/rooms';
import { t } from '../../shared/i18n';
import { Icon } from '../../ui/icons';
import { type ImageViewport, ViewportPane, renderingMode } from '../../viewer';
import { ArrowText } from './ArrowText';
import { Banner } from './Banner';
import { InviteDialog } from './InviteDialog';
import { Chat } from './panel/Chat';
import { Findings } from './panel/Findings';
import { Participants } from './panel/Participants';
import { SeriesRail } from './SeriesRail';
import { StatusLine } from './StatusLine';
import { Toolbar } from './Toolbar';
import { useKeys } from './useKeys';
import { describe, useRoom } from './useRoom';
import type { Slot } from './useSlots';

type RoomState = ReturnType<typeof useRoom>;

const NO_MARKS: never[] = [];

function qualityNote(): string | undefined {
  if (window.matchMedia('(max-width: 767px)').matches) return t('Phone: not for diagnosis');
  return renderingMode() === 'cpu' ? t('Lossless · without WebGL') : undefined;
}

function badge(room: Room, slot: Slot | null): 'PRIOR' | 'CURRENT' | undefined {
  const study = room.studies.find((one) => one.study_uid === slot?.studyUid);
  if (!study || !room.studies.some((one) => one.prior)) return undefined;
  return study.prior ? 'PRIOR' : 'CURRENT';
}

function Pane({ room, state, number }: { room: Room; state: RoomState; number: number }) {
  const cursors = useRef<HTMLDivElement>(null);
  const slot = state.slots[number - 1] ?? null;
  const { viewports } = state;
  const mount = (viewport: ImageViewport | null) => {
    if (viewport && cursors.current) viewports.mount(number, viewport, cursors.current);
    else viewports.unmount(number);
  };
  return (
    <ViewportPane
      number={number}
      series={slot?.images ?? null}
      start={slot?.start}
      tool={state.tool}
      marks={NO_MARKS}
      active={state.active === number && state.slots.length > 1}
      badge={badge(room, slot)}
      message={slot?.message ?? t('Choose a series')}
      qualityNote={qualityNote()}
      askText={() => state.asking.ask(number)}
      onViewport={mount}
      onActivate={() => state.setActive(number)}
    >
      <div ref={cursors} className="cursor-layer" />
    </ViewportPane>
  );
}

function Stage({ room, state }: { room: Room; state: RoomState }) {
  return (
    <main className="stage" data-count={state.slots.length}>
      {state.slots.map((_, index) => (
        <Pane key={index} room={room} state={state} number={index + 1} />
      ))}
    </main>
  );
}

function SidePanel({ state }: { state: RoomState }) {
  const { view, together, edits, known } = state;
  return (
    <aside className="side-panel" aria-label={t('People, findings, chat')}>
      <Participants
        view={view}
        followingPerson={state.follow.person}
        onFollow={together.toggleFollow}
        onHandOver={together.handOver}
        onRemove={together.remove}
      />
      <Findings
        view={view}
        selected={state.selected}
        valueOf={(mark) => describe(known, mark).value}
        imageOf={(mark) => describe(known, mark).place}
        onJump={state.jump}
        onRename={edits.rename}
        onDelete={(mark) => edits.remove(mark.id)}
      />
      <Chat view={view} comings={state.comings} onSend={edits.chat} />
    </aside>
  );
}

const TABS = [
  ['images', 'Images', ImageIcon],
  ['findings', 'Findings', ClipboardList],
  ['chat', 'Chat', MessageSquare],
  ['participants', 'Participants', Users],
] as const;

export type Tab = (typeof TABS)[number][0];

function Tabs({ tab, onTab }: { tab: Tab; onTab: (tab: Tab) => void }) {
  return (
    <nav className="room-tabs" aria-label={t('Parts of the room')}>
      {TABS.map(([id, name, icon]) => (
        <button key={id} type="button" aria-pressed={tab === id} onClick={() => onTab(id)}>
          <Icon of={icon} /> <span>{t(name)}</span>
        </button>
      ))}
    </nav>
  );
}

function focusChat(): void {
  document.querySelector<HTMLInputElement>('.compose input')?.focus();
}

function RoomToolbar({ state }: { state: RoomState }) {
  const { view, viewports, active, together } = state;
  return (
    <Toolbar
      view={view}
      tool={state.tool}
      viewports={state.slots.length}
      presets={viewports.viewport(active)?.presets() ?? []}
      following={state.follow.person !== null}
      cursorsShown={state.cursorsShown}
      onTool={state.setTool}
      onPreset={(preset) => viewports.viewport(active)?.setWindow(preset.lower, preset.upper)}
      onViewports={state.layout}
      onReset={() => viewports.viewport(active)?.reset()}
      onUndo={() => state.session.undo()}
      onRedo={() => state.session.redo()}
      onFollow={() => together.toggleFollow()}
      onPresent={together.togglePresent}
      onCursors={() => state.setCursorsShown((shown) => !shown)}
      onRefused={state.setMessage}
    />
  );
}

function RoomStatus({ state, onShowUnsaved }: { state: RoomState; onShowUnsaved: () => void }) {
  return (
    <StatusLine
      view={state.view}
      followingPerson={state.follow.person}
      waiting={state.follow.waiting}
      message={state.message}
      onStopFollowing={state.follow.stop}
      onFollowPresenter={() => state.together.toggleFollow()}
      onTryNow={() => state.session.tryNow()}
      onShowUnsaved={onShowUnsaved}
    />
  );
}

/** The whole room. */
export function RoomScreen({ room }: { room: Room }) {
  const state = useRoom(room);
  const [inviting, setInviting] = useState(false);
  const [tab, setTab] = useState<Tab>('images');
  const [opened] = useState(Date.now);
  const { view, together } = state;
  useKeys({
    tool: state.setTool,
    follow: () => together.toggleFollow(),
    present: together.togglePresent,
    cursors: () => state.setCursorsShown((shown) => !shown),
    undo: () => state.session.undo(),
    redo: () => state.session.redo(),
    chat: focusChat,
    nextViewport: () => state.setActive((state.active % state.slots.length) + 1),
  });
  return (
    <div className="room" data-tab={tab}>
      <Banner room={room} view={view} opened={opened} onInvite={() => setInviting(true)} />
      <RoomToolbar state={state} />
      <RoomStatus state={state} onShowUnsaved={() => setTab('findings')} />
      <SeriesRail
        studies={room.studies}
        open={state.slots.map((slot) => slot?.seriesUid ?? null)}
        loaded={state.loaded}
        onOpen={state.openSeries}
      />
      <Stage room={room} state={state} />
      <SidePanel state={state} />
      <Tabs tab={tab} onTab={setTab} />
      {inviting && <InviteDialog roomId={room.id} onClose={() => setInviting(false)} />}
      {state.question !== null && (
        <ArrowText key={state.question} onDone={(text) => state.asking.answer(text)} />
      )}
    </div>
  );
}
