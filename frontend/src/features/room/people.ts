/** People as the room shows them: one row a person, however many tabs they have open. */
import type { Person } from '../../protocol/generated';
import { t } from '../../shared/i18n';
import type { RoomView } from '../../sync';
import { type ParticipantColor, SELF_COLOR, participantColor } from '../../ui/palette';

export interface Row {
  person: Person;
  me: boolean;
  here: boolean;
  reconnecting: boolean;
  presenting: boolean;
  /** Asks to present. */
  asking: boolean;
  handRaised: boolean;
  away: boolean;
  cursorHidden: boolean;
  following: string | null;
  followingName: string | null;
}

export function personOf(view: RoomView, id: string): Person | undefined {
  return view.people.find((person) => person.id === id);
}

export function nameOf(view: RoomView, id: string | null): string {
  if (id === null) return '';
  return personOf(view, id)?.name ?? t('Former member');
}

/** The person of a tab. */
export function personOfTab(view: RoomView, sid: number): Person | undefined {
  const presence = view.present.find((one) => one.sid === sid);
  return presence && personOf(view, presence.person);
}

export type Look = ParticipantColor & { hollow: boolean; self: boolean };

export function lookOf(view: RoomView, id: string): Look {
  const look = participantColor(personOf(view, id)?.colour ?? 0);
  return { ...look, self: id === view.me, color: id === view.me ? SELF_COLOR : look.color };
}

/** How many people follow somebody. */
export function followersOf(view: RoomView, person: string): number {
  return rows(view).filter((row) => row.following === person).length;
}

/** Presenter first, then you, then by joining; who is not here comes last. */
export function rows(view: RoomView): Row[] {
  const made = view.people.map((person): Row => {
    const tabs = view.present.filter((one) => one.person === person.id);
    const statuses = tabs.flatMap((tab) => view.statuses.get(tab.sid) ?? []);
    const sid = statuses.find((status) => status.following !== 0)?.following;
    const followed = sid === undefined ? undefined : personOfTab(view, sid);
    return {
      person,
      me: person.id === view.me,
      here: tabs.length > 0,
      reconnecting: tabs.length > 0 && tabs.every((tab) => tab.reconnecting),
      presenting: view.state.presenter === person.id,
      asking: view.state.asking.includes(person.id),
      handRaised: statuses.some((status) => status.handRaised),
      away: statuses.length > 0 && statuses.every((status) => status.away),
      cursorHidden: statuses.length > 0 && statuses.every((status) => status.cursorHidden),
      following: followed?.id ?? null,
      followingName: followed?.name ?? null,
    };
  });
  const waits = (row: Row): number => (row.asking || row.handRaised ? 0 : 1);
  const rank = (row: Row): number =>
    (row.here ? 0 : 100) + (row.presenting ? 0 : row.me ? 1 : 2 + waits(row));
  return made.sort((a, b) => rank(a) - rank(b) || (a.person.colour ?? 99) - (b.person.colour ?? 99));
}

export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}
