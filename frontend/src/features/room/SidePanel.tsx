import { useMemo } from 'react';
import { t } from '../../shared/i18n';
import { Chat } from './panel/Chat';
import { Findings } from './panel/Findings';
import { Participants } from './panel/Participants';
import { Welcome } from './panel/Welcome';
import type { RoomState } from './useRoom';

function People({ state }: { state: RoomState }) {
  const { view, together, presence } = state;
  return (
    <Participants
      view={view}
      followingPerson={state.follow.person}
      cursorHidden={presence.cursorHidden}
      away={presence.away}
      handRaised={presence.handRaised}
      onFollow={together.toggleFollow}
      onHandOver={together.handOver}
      onTurnDown={together.turnDown}
      onRemove={together.remove}
      onToggleCursor={presence.toggleCursor}
      onToggleAway={presence.toggleAway}
      onToggleHand={presence.toggleHand}
    />
  );
}

/** People, findings, chat. */
export function SidePanel({ state }: { state: RoomState }) {
  const { view, edits } = state;
  const { key_images: keyed } = view.state;
  const keyImages = useMemo(() => new Set(keyed.map((image) => `${image.sop_uid} ${image.frame}`)), [keyed]);
  return (
    <aside className="side-panel" aria-label={t('People, findings, chat')}>
      <Welcome />
      <People state={state} />
      <Findings
        view={view}
        selected={state.selected}
        filter={state.filter}
        keyImages={keyImages}
        links={state.links}
        valueOf={state.valuesOf}
        placeOf={state.placesOf}
        onFilter={state.setFilter}
        onJump={state.jump}
        onRename={edits.rename}
        onDelete={(mark) => edits.remove(mark.id)}
        onEditors={edits.setEditors}
        onCopy={state.clipboard.copy}
        onComment={edits.comment}
      />
      <Chat view={view} comings={state.comings} links={state.links} onSend={edits.chat} />
    </aside>
  );
}
