import { useCallback, useEffect, useMemo, useState } from 'react';
import type { RoomSession, RoomView } from '../../../sync';
import { Follower, type Stage } from './follow';

/** Whoever comes back within this time is followed again: a short drop of their line is no reason to stop. */
const WAIT_MS = 30_000;

/** Following somebody: by choice, visible to all, ended by looking around on one's own. */
export function useFollow(session: RoomSession, view: RoomView, stage: Stage) {
  const follower = useMemo(() => new Follower(session, stage), [session, stage]);
  const [person, setPerson] = useState<string | null>(null);
  /** The tab of that person, 0 while they are not here. */
  const [sid, setSid] = useState(0);

  const goAlong = useCallback(
    (tab: number) => {
      setSid(tab);
      if (tab === 0) follower.stop();
      else follower.start(tab);
    },
    [follower],
  );
  const stop = useCallback(() => {
    setPerson(null);
    goAlong(0);
  }, [goAlong]);
  const start = useCallback(
    (whom: string) => {
      const tab = session.tabOf(whom);
      if (tab === null) return;
      setPerson(whom);
      goAlong(tab);
    },
    [goAlong, session],
  );

  useEffect(
    () =>
      session.onLive((sids) => {
        if (!sids.has(follower.following)) return;
        // Two who follow each other would hold each other still: who was followed first leads.
        const theirs = session.peer(follower.following)?.status.following ?? 0;
        if (theirs !== 0 && theirs === session.view().sid) stop();
        else follower.apply();
      }),
    [session, follower, stop],
  );

  // The followed tab is gone: another tab of the same person, or theirs once they are back.
  const online = view.connection.kind === 'online';
  useEffect(() => {
    if (person === null || !online || view.present.some((one) => one.sid === sid)) return;
    goAlong(session.tabOf(person) ?? 0);
  }, [person, online, view.present, sid, session, goAlong]);
  const waiting = person !== null && sid === 0;
  useTimeout(waiting, stop);

  return { person, sid, waiting, start, stop, apply: () => follower.apply() };
}

/** Call `act` when `waiting` has lasted too long. */
function useTimeout(waiting: boolean, act: () => void): void {
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setTimeout(act, WAIT_MS);
    return () => clearTimeout(timer);
  }, [waiting, act]);
}
