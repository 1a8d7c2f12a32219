import { useEffect, useRef, useState } from 'react';
import { putOut, type Room } from '../../../api/rooms';
import { t } from '../../../shared/i18n';
import type { RoomSession, RoomView } from '../../../sync';
import { nameOf, personOfTab } from '../people';
import type { useFollow } from './useFollow';

type Follow = ReturnType<typeof useFollow>;

/** Present, ask, hand over, call together, follow, remove: what concerns the others. */
export function useTogether(
  room: Room,
  session: RoomSession,
  view: RoomView,
  follow: Follow,
  say: (text: string) => void,
) {
  const { presenter, asking } = view.state;
  const free = presenter === null || !view.present.some((one) => one.person === presenter);
  const host = view.people.some((person) => person.id === view.me && person.host);
  const asked = asking.includes(view.me);
  const present = (person: string | null) => session.submit({ kind: 'presenter.set', person });
  const ask = (person: string, on: boolean) => session.submit({ kind: 'presenter.ask', person, on });
  return {
    togglePresent: () => {
      if (presenter === view.me) present(null);
      else if (free || host) {
        follow.stop();
        present(view.me);
      } else {
        ask(view.me, !asked);
        if (!asked) say(t('You asked %(name)s to let you present.', { name: nameOf(view, presenter) }));
      }
    },
    handOver: (person: string) => present(person),
    turnDown: (person: string) => ask(person, false),
    toggleFollow: (person?: string) => {
      const other = view.present.find((one) => one.person !== view.me)?.person;
      const whom = person ?? (presenter !== null && presenter !== view.me ? presenter : other);
      if (follow.person !== null && (person === undefined || follow.person === person)) follow.stop();
      else if (whom === undefined) say(t('Nobody else is here to follow.'));
      else follow.start(whom);
    },
    toggleSpotlight: () => session.submit({ kind: 'spotlight.set', on: view.state.spotlight === 0 }),
    remove: (person: string) => {
      putOut(room.id, person).catch((error: unknown) => say(error instanceof Error ? t(error.message) : ''));
    },
  };
}

/** The presenter's call to follow, until I answer it; null when there is none for me. */
export function useSpotlight(view: RoomView, follow: Follow) {
  const [answered, setAnswered] = useState(0);
  const { spotlight, presenter } = view.state;
  const open =
    spotlight > answered && presenter !== null && presenter !== view.me && follow.person !== presenter;
  return {
    from: open ? presenter : null,
    accept: () => {
      setAnswered(spotlight);
      if (presenter !== null) follow.start(presenter);
    },
    decline: () => setAnswered(spotlight),
  };
}

/** Says who points something out, for whoever does not see the ring. */
export function usePings(session: RoomSession): string {
  const [said, setSaid] = useState('');
  const pointing = useRef(new Set<number>());
  useEffect(
    () =>
      session.onLive((sids) => {
        for (const sid of sids) {
          const points = [...(session.peer(sid)?.cursors.values() ?? [])].some((one) => one.pointing);
          if (points && !pointing.current.has(sid)) {
            const name = personOfTab(session.view(), sid)?.name;
            if (name) setSaid(t('%(name)s points here', { name }));
          }
          if (points) pointing.current.add(sid);
          else pointing.current.delete(sid);
        }
      }),
    [session],
  );
  return said;
}
