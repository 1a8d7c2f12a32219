import { ClipboardList, Image as ImageIcon, MessageSquare, Users } from 'lucide-react';
import { useState } from 'react';
import type { Room } from '../../api/rooms';
import { msg, t } from '../../shared/i18n';
import { Icon } from '../../ui/icons';
import { Banner } from './Banner';
import { InviteDialog } from './InviteDialog';
import { MarkQuestion } from './MarkQuestion';
import { RoomToolbar } from './RoomToolbar';
import { SidePanel } from './SidePanel';
import { Stage, ViewportSwitch } from './Stage';
import { StatusLine } from './StatusLine';
import { SeriesRail } from './stage/SeriesRail';
import { KeySheet } from './tools/KeySheet';
import { useRoomKeys } from './useRoomKeys';
import { type RoomState, useRoom } from './useRoom';

const TABS = [
  ['images', msg('Images'), ImageIcon],
  ['findings', msg('Findings'), ClipboardList],
  ['chat', msg('Chat'), MessageSquare],
  ['participants', msg('Participants'), Users],
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

function RoomStatus({ state, onShowUnsaved }: { state: RoomState; onShowUnsaved: () => void }) {
  const { together, spotlight, follow } = state;
  return (
    <StatusLine
      view={state.view}
      followingPerson={follow.person}
      waiting={follow.waiting}
      message={state.message}
      spotlightFrom={spotlight.from}
      onSpotlight={together.toggleSpotlight}
      onAcceptSpotlight={spotlight.accept}
      onDeclineSpotlight={spotlight.decline}
      onStopPresenting={together.togglePresent}
      onStopFollowing={follow.stop}
      onFollowPresenter={() => together.toggleFollow()}
      onTryNow={() => state.session.tryNow()}
      onShowUnsaved={onShowUnsaved}
    />
  );
}

interface DialogProps {
  room: Room;
  state: RoomState;
  inviting: boolean;
  help: boolean;
  onClose: () => void;
}

/** One at a time, beside the images. */
function Dialogs({ room, state, inviting, help, onClose }: DialogProps) {
  const { question, asking } = state;
  if (question !== null) {
    return (
      <MarkQuestion key={question.number} tool={question.draft.tool} onDone={(said) => asking.answer(said)} />
    );
  }
  if (help) return <KeySheet onClose={onClose} />;
  return inviting ? <InviteDialog roomId={room.id} onClose={onClose} /> : null;
}

/** The whole room. */
export function RoomScreen({ room }: { room: Room }) {
  const state = useRoom(room);
  const [dialog, setDialog] = useState<'invite' | 'help' | null>(null);
  const [tab, setTab] = useState<Tab>('images');
  const [opened] = useState(Date.now);
  useRoomKeys(state, () => setDialog((before) => (before === 'help' ? null : 'help')));
  return (
    <div className="room" data-tab={tab} data-bare={state.display.bare || undefined}>
      <Banner room={room} view={state.view} opened={opened} onInvite={() => setDialog('invite')} />
      <RoomToolbar state={state} onHelp={() => setDialog('help')} />
      <RoomStatus state={state} onShowUnsaved={() => setTab('findings')} />
      <SeriesRail
        studies={room.studies}
        open={state.slots.map((slot) => slot?.seriesUid ?? null)}
        loaded={state.loaded}
        onOpen={state.openSeries}
      />
      <Stage room={room} state={state} />
      <ViewportSwitch room={room} state={state} />
      <SidePanel state={state} />
      <Tabs tab={tab} onTab={setTab} />
      <Dialogs
        room={room}
        state={state}
        inviting={dialog === 'invite'}
        help={dialog === 'help'}
        onClose={() => setDialog(null)}
      />
      <p className="visually-hidden" aria-live="polite">
        {state.announcement}
      </p>
    </div>
  );
}
