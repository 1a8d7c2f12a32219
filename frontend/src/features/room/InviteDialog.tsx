import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { type Colleague, fetchColleagues, invite } from '../../api/rooms';
import { t } from '../../shared/i18n';

interface Props {
  roomId: string;
  onClose: () => void;
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : t('This did not work. Nothing was changed.');
}

function usePeople(roomId: string) {
  const [people, setPeople] = useState<Colleague[] | null>(null);
  const [error, setError] = useState('');
  const reload = useCallback(() => {
    fetchColleagues(roomId).then(setPeople, (reason: unknown) => setError(errorText(reason)));
  }, [roomId]);
  useEffect(reload, [reload]);
  const letIn = (person: Colleague) => {
    invite(roomId, person.id).then(reload, (reason: unknown) => setError(errorText(reason)));
  };
  return { people, error, letIn };
}

function Choice({ person, onInvite }: { person: Colleague; onInvite: () => void }) {
  return (
    <li>
      <span>
        <bdi>{person.name}</bdi>
        <small>{person.role}</small>
      </span>
      <button
        type="button"
        className="room-button"
        onClick={onInvite}
        aria-label={t('Invite %(name)s', { name: person.name })}
      >
        {t('Invite')}
      </button>
    </li>
  );
}

/** Whom to let into this consult. Opens over the side panel, not over images. */
export function InviteDialog({ roomId, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { people, error, letIn } = usePeople(roomId);
  useEffect(() => dialog.current?.show(), []);
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Escape') onClose();
  };
  return (
    <dialog
      ref={dialog}
      className="side-dialog"
      aria-labelledby="invite-title"
      onClose={onClose}
      onKeyDown={keys}
    >
      <h2 id="invite-title">{t('Whom do you invite?')}</h2>
      <p>{t('They see this patient and the studies of this consult.')}</p>
      {error !== '' && (
        <p role="alert" className="error">
          {error}
        </p>
      )}
      {people === null && error === '' && <p>{t('Loading')}</p>}
      <ul>
        {people?.map((person) => (
          <Choice key={person.id} person={person} onInvite={() => letIn(person)} />
        ))}
      </ul>
      {people?.length === 0 && <p>{t('Everyone is invited already.')}</p>}
      <button type="button" className="room-button" onClick={onClose}>
        {t('Done')}
      </button>
    </dialog>
  );
}
