import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { t } from '../../shared/i18n';
import { type Note, RoomSession, type RoomView } from '../../sync';
import type { Coming } from './panel/Chat';

function socketUrl(roomId: string): string {
  const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${window.location.host}/ws/rooms/${roomId}/`;
}

function words(note: Note): string | null {
  if (note.kind === 'refused') return t('Not saved: %(reason)s', { reason: note.refusal.message });
  if (note.kind !== 'back') return null;
  if (note.refused > 0)
    return t('Back online. %(saved)s saved, %(refused)s refused.', {
      saved: note.saved,
      refused: note.refused,
    });
  if (note.saved === 0) return t('Back online.');
  return note.saved === 1
    ? t('Back online. Your edit is saved.')
    : t('Back online. All %(saved)s edits are saved.', { saved: note.saved });
}

const MESSAGE_MS = 6000;

/** The open room: session, what to show, and what to say for a moment. */
export function useSession(roomId: string) {
  const session = useMemo(() => new RoomSession(socketUrl(roomId)), [roomId]);
  const view: RoomView = useSyncExternalStore(session.subscribe, session.view);
  const [message, setMessage] = useState<string | null>(null);
  const [comings, setComings] = useState<Coming[]>([]);

  useEffect(() => {
    session.start();
    const stop = session.onNote((note) => {
      const text = words(note);
      if (text !== null) setMessage(text);
      if (note.kind === 'joined' || note.kind === 'left') {
        const coming = { at: new Date().toISOString(), person: note.person, joined: note.kind === 'joined' };
        setComings((before) => [...before, coming].slice(-100));
      }
    });
    return () => {
      stop();
      session.stop();
    };
  }, [session]);

  useEffect(() => {
    if (message === null) return undefined;
    const timer = setTimeout(() => setMessage(null), MESSAGE_MS);
    return () => clearTimeout(timer);
  }, [message]);

  useEffect(() => {
    if (view.unsavedCount === 0) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [view.unsavedCount]);

  return { session, view, message, setMessage, comings };
}
