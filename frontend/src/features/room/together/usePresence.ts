import { useEffect, useState } from 'react';
import type { RoomSession } from '../../../sync';

/** Nobody is there behind a window that has been out of sight for so long. */
const AWAY_MS = 60_000;

/** What I tell the others about myself: whom I follow, a raised hand, a hidden pointer, being away. */
export function usePresence(
  session: RoomSession,
  shown: { following: number; viewports: number; rows: number },
) {
  const [cursorHidden, setCursorHidden] = useState(false);
  const [handRaised, setHandRaised] = useState(false);
  const [gone, setGone] = useState(false);
  const unseen = useUnseen();
  const away = gone || unseen;
  const { following, viewports, rows } = shown;
  useEffect(() => {
    session.show({
      kind: 'status',
      value: { following, viewports, rows, cursorHidden, handRaised, away },
    });
  }, [session, following, viewports, rows, cursorHidden, handRaised, away]);
  return {
    ...{ cursorHidden, handRaised, away },
    toggleCursor: () => setCursorHidden((hidden) => !hidden),
    toggleHand: () => setHandRaised((raised) => !raised),
    toggleAway: () => setGone((before) => !before),
  };
}

/** Whether the page has been out of sight for a while. */
function useUnseen(): boolean {
  const [unseen, setUnseen] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') setUnseen(false);
      else timer = setTimeout(() => setUnseen(true), AWAY_MS);
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return unseen;
}
