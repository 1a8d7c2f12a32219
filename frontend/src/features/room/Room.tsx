import './room.css';
import { useEffect, useState } from 'react';
import { type Room as RoomData, fetchRoom } from '../../api/rooms';
import { t } from '../../shared/i18n';
import { RoomScreen } from './RoomScreen';

/** The live room: loads what it is about, then opens it. */
export function Room({ roomId }: { roomId: string }) {
  const [room, setRoom] = useState<RoomData | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    fetchRoom(roomId).then(setRoom, (reason: unknown) =>
      setError(reason instanceof Error ? reason.message : ''),
    );
  }, [roomId]);
  if (error !== null) {
    return (
      <main className="room-message" role="alert">
        <h1>{t('This room cannot be opened')}</h1>
        <p>{error}</p>
        <p>
          <a href="/consults/">{t('Go to my consults')}</a>
        </p>
      </main>
    );
  }
  if (room === null) return <main className="room-message">{t('Opening the room')}</main>;
  return <RoomScreen room={room} />;
}
