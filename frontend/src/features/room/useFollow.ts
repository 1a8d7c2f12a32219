import { useCallback, useEffect, useMemo, useState } from 'react';
import type { RoomSession, RoomView } from '../../sync';
import { Follower, type Stage } from './follow';
import { personOfTab } from './people';

/** Following somebody: by choice, visible to all, ended by looking around on one's own. */
export function useFollow(session: RoomSession, view: RoomView, stage: Stage, viewportCount: number) {
  const follower = useMemo(() => new Follower(session, stage), [session, stage]);
  const [sid, setSid] = useState(0);

  const stop = useCallback(() => {
    follower.stop();
    setSid(0);
  }, [follower]);
  const start = useCallback(
    (person: string) => {
      const tab = session.tabOf(person);
      if (tab === null) return;
      setSid(tab);
      follower.start(tab);
    },
    [follower, session],
  );

  useEffect(() => {
    session.show({
      kind: 'status',
      value: { following: sid, viewports: viewportCount, cursorHidden: false, away: false },
    });
  }, [session, sid, viewportCount]);

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

  // The followed tab is gone: another tab of the same person, or nobody.
  const gone = sid !== 0 && view.connection.kind === 'online' && !view.present.some((one) => one.sid === sid);
  useEffect(() => {
    if (gone) stop();
  }, [gone, stop]);

  return {
    sid,
    person: sid === 0 ? null : (personOfTab(view, sid)?.id ?? null),
    start,
    stop,
    apply: () => follower.apply(),
  };
}
