import { useEffect, useRef, useState } from 'react';
import { type Colleague, fetchColleagues, invite } from '../../api/rooms';
import { t } from '../../shared/i18n';

interface Props {
  roomId: string;
  onClose: () => void;
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : t('This did not work. Nothing was changed.');
}

/** Whom to let into this consult. Opens over the side panel, not over images. */
export function InviteDialog({ roomId, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [people, setPeople] = useState<Colleague[] | null>(null);
  const [error, setError] = useState('');
  const reload = () => {
    fetchColleagues(roomId).then(setPeople, (reason: unknown) => setError(errorText(reason)));
  };
  useEffect(() => {
    dialog.current?.show();
    reload();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when it opens
  }, [roomId]);
  const letIn = (person: Colleague) => {
    invite(roomId, person.id).then(reload, (reason: unknown) => setError(errorText(reason)));
  };
  return (
    <dialog ref={dialog} className="side-dialog" aria-labelledby="invite-title" onClose={onClose}
      onKeyDown={(event) => { event.stopPropagation(); if (event.key === 'Escape') onClose(); }}>
      <h2 id="invite-title">{t('Whom do you invite?')}</h2>
      <p>{t('They see this patient and the studies of this consult.')}</p>
      {error !== '' && <p role="alert" className="error">{error}</p>}
      {people === null && error === '' && <p>{t('Loading')}</p>}
      <ul>
        {people?.map((person) => (
          <li key={person.id}>
            <span><bdi>{person.name}</bdi><small>{person.role}</small></span>
            <button type="button" className="room-button" onClick={() => letIn(person)} aria-label={t('Invite %(name)s', { name: person.name })}>{t('Invite')}</button>
          </li>
        ))}
      </ul>
      {people?.length === 0 && <p>{t('Everyone is invited already.')}</p>}
      <button type="button" className="room-button" onClick={onClose}>{t('Done')}</button>
    </dialog>
  );
}
