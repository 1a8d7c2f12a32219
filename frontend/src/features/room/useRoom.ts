import { useEffect, useMemo, useRef, useState } from 'react';
import { type Room, putOut } from '../../api/rooms';
import type { Annotation } from '../../protocol/generated';
import { t } from '../../shared/i18n';
import { type Draft, type Mark, type Tool, lengthText } from '../../viewer';
import { Asking } from './asking';
import type { Stage } from './follow';
import { titleOf } from './panel/Findings';
import { nameOf } from './people';
import { fromWire, toMark, toWire } from './refs';
import type { Choice } from './SeriesRail';
import { useFollow } from './useFollow';
import { useSession } from './useSession';
import { firstChoice, secondChoice, useSeriesCache, useSlots } from './useSlots';
import { type Viewports, useViewports } from './useViewports';

/** Everything the room's screen needs, in one place: state on one side, what can be done on the other. */
export function useRoom(room: Room) {
  const { session, view, message, setMessage, comings } = useSession(room.id);
  const [tool, setTool] = useState<Tool>('Window/Level');
  const [active, setActive] = useState(1);
  const [selected, setSelected] = useState<string | null>(null);
  const [cursorsShown, setCursorsShown] = useState(true);
  const { get, known } = useSeriesCache(room.id);
  const stacks = useSlots(get);
  const { asking, question } = useArrowText();
  const edits = useEdits(session);
  const { loaded, progress } = useProgress(stacks.seriesIn);
  const viewports = useViewports(session, {
    ...edits,
    progress,
    select: setSelected,
    drawn: (viewport) => asking.withdraw(viewport),
    interaction: () => {
      if (follow.person !== null) follow.stop();
    },
    ready: () => follow.apply(),
    goTo: (viewport, index) => viewports.viewport(viewport)?.scrollTo(index),
  });
  const follow = useFollow(session, view, useStage(viewports, stacks), stacks.slots.length);

  useOpening(room, view.state.open_series, view.me !== '', stacks);
  useMarks(viewports, view, selected, stacks.slots.length);
  useFindingSeries(view.state.annotations, get);
  useEffect(() => {
    viewports.cursorsShown = cursorsShown && view.connection.kind === 'online';
    viewports.live();
  }, [viewports, cursorsShown, view.connection.kind, view.people, view.present]);

  const place = { active, setActive, setSelected, stacks, viewports, follow };
  return {
    ...{
      session,
      view,
      message,
      setMessage,
      comings,
      tool,
      setTool,
      active,
      setActive,
    },
    ...{ selected, known, loaded },
    ...{ cursorsShown, setCursorsShown, viewports, follow, asking, question, edits, slots: stacks.slots },
    ...useNavigation(room, session, view, place),
    together: useTogether(room, session, view, follow, setMessage),
  };
}

type Stacks = ReturnType<typeof useSlots>;

/** How many images of each series are here. */
function useProgress(seriesIn: Stacks['seriesIn']) {
  const [loaded, setLoaded] = useState<Map<string, number>>(new Map());
  const progress = (viewport: number, count: number) => {
    const uid = seriesIn(viewport);
    if (uid) setLoaded((before) => (before.get(uid) === count ? before : new Map(before).set(uid, count)));
  };
  return { loaded, progress };
}

/** What a follower moves. */
function useStage(viewports: Viewports, { seriesIn, setCount, open }: Stacks): Stage {
  return useMemo<Stage>(
    () => ({
      viewport: (number) => viewports.viewport(number),
      seriesIn,
      setCount,
      open: (viewport, studyUid, seriesUid, sopUid, frame) =>
        open(viewport, studyUid, seriesUid, { sopUid, frame }),
    }),
    [viewports, seriesIn, setCount, open],
  );
}

interface Place {
  active: number;
  setActive: (viewport: number) => void;
  setSelected: (id: string | null) => void;
  stacks: Stacks;
  viewports: Viewports;
  follow: ReturnType<typeof useFollow>;
}

/** Where I go: another series, another layout, a finding. Each ends following. */
function useNavigation(room: Room, session: Session, view: View, place: Place) {
  const { active, setActive, setSelected, stacks, viewports, follow } = place;
  const { slots, open, setCount, seriesIn } = stacks;
  return {
    openSeries: ({ study, series }: Choice) => {
      follow.stop();
      open(active, study.study_uid, series.series_uid);
      if (view.state.presenter !== view.me) return;
      const uids = { study_uid: study.study_uid, series_uid: series.series_uid };
      session.submit({ kind: 'series.open', viewport: active, ...uids });
    },
    layout: (count: number) => {
      follow.stop();
      setCount(count);
      const first = seriesIn(1);
      const choice =
        count === 2 && seriesIn(2) === null && first !== null ? secondChoice(room, first) : undefined;
      if (choice) open(2, choice.study.study_uid, choice.series.series_uid);
      if (count < active) setActive(count);
    },
    jump: (mark: Annotation) => {
      follow.stop();
      setSelected(mark.id);
      const image = fromWire(mark.image);
      const shownIn = slots.findIndex((slot) => slot?.seriesUid === image.seriesUid) + 1;
      const viewport = shownIn || active;
      setActive(viewport);
      // While the series is still coming, or failed, it is opened at the place wanted.
      if (slots[viewport - 1]?.images && shownIn) viewports.viewport(viewport)?.applyView({ image });
      else open(viewport, image.studyUid, image.seriesUid, { sopUid: image.sopUid, frame: image.frame });
    },
  };
}

type Session = ReturnType<typeof useSession>['session'];
type View = ReturnType<typeof useSession>['view'];

/** The words at an arrow are asked for beside the images; drawing waits for the answer. */
function useArrowText() {
  const [question, setQuestion] = useState<number | null>(null);
  const asking = useMemo(() => new Asking(setQuestion), []);
  return { asking, question };
}

/** What I do to marks and in the chat. */
function useEdits(session: Session) {
  const find = (id: string) => session.view().state.annotations.find((mark) => mark.id === id);
  return {
    commit: ({ id, tool, image, points, text }: Draft & { text: string }) => {
      const label = tool === 'length' ? t('Length') : t('Arrow');
      session.submit({ kind: 'annotation.create', id, tool, image: toWire(image), points, text }, label);
    },
    change: (id: string, points: Draft['points']) => {
      session.submit({ kind: 'annotation.update', id, changes: { points } }, t('Move finding'));
    },
    remove: (id: string) => {
      const mark = find(id);
      if (mark)
        session.submit({ kind: 'annotation.delete', id }, t('Delete %(title)s', { title: titleOf(mark) }));
    },
    rename: (mark: Annotation, text: string) => {
      session.submit({ kind: 'annotation.update', id: mark.id, changes: { text } }, t('Rename'));
    },
    chat: (text: string) => session.submit({ kind: 'chat.post', id: crypto.randomUUID(), text }),
  };
}

/** Present, hand over, follow, remove: what concerns the others. */
function useTogether(
  room: Room,
  session: Session,
  view: View,
  follow: ReturnType<typeof useFollow>,
  say: (text: string) => void,
) {
  const host = view.people.some((person) => person.id === view.me && person.host);
  const { presenter } = view.state;
  const free = presenter === null || !view.present.some((one) => one.person === presenter);
  const present = (person: string | null) => session.submit({ kind: 'presenter.set', person });
  return {
    togglePresent: () => {
      if (presenter === view.me) present(null);
      else if (free || host) {
        follow.stop();
        present(view.me);
      } else say(t('%(name)s presents. Ask them to hand over to you.', { name: nameOf(view, presenter) }));
    },
    handOver: (person: string) => present(person),
    toggleFollow: (person?: string) => {
      const other = view.present.find((one) => one.person !== view.me)?.person;
      const whom = person ?? (presenter !== null && presenter !== view.me ? presenter : other);
      if (follow.person !== null && (person === undefined || follow.person === person)) follow.stop();
      else if (whom === undefined) say(t('Nobody else is here to follow.'));
      else follow.start(whom);
    },
    remove: (person: string) => {
      putOut(room.id, person).catch((error: unknown) => say(error instanceof Error ? error.message : ''));
    },
  };
}

/** When the room opens: what the presenter has open, or else the first series. */
function useOpening(room: Room, openSeries: View['state']['open_series'], ready: boolean, stacks: Stacks) {
  const done = useRef(false);
  const { seriesIn, open } = stacks;
  useEffect(() => {
    if (!ready || done.current) return;
    done.current = true;
    if (seriesIn(1) !== null) return;
    const entry = openSeries.find((one) => one.viewport === 1);
    const choice = firstChoice(room);
    if (entry) open(1, entry.study_uid, entry.series_uid);
    else if (choice) open(1, choice.study.study_uid, choice.series.series_uid);
  }, [ready, room, openSeries, seriesIn, open]);
}

/** Keep the marks in the viewports in step with the room's state. */
function useMarks(
  viewports: ReturnType<typeof useViewports>,
  view: View,
  selected: string | null,
  count: number,
) {
  const marks = useMemo<Mark[]>(() => {
    const host = view.people.some((person) => person.id === view.me && person.host);
    return view.state.annotations
      .filter((mark) => !mark.deleted)
      .map((mark) =>
        toMark(mark, {
          unsaved: view.unsaved.has(mark.id),
          locked: mark.author !== view.me && !host,
          selected: mark.id === selected,
        }),
      );
  }, [view.state.annotations, view.unsaved, view.me, view.people, selected]);
  useEffect(() => viewports.setMarks(marks), [viewports, marks, count]);
}

/** The list shows image numbers and values, so it needs to know the series the findings are on. */
function useFindingSeries(annotations: Annotation[], get: ReturnType<typeof useSeriesCache>['get']) {
  useEffect(() => {
    for (const { image } of annotations) get(image.study_uid, image.series_uid).catch(() => undefined);
  }, [annotations, get]);
}

/** Value and place of a finding, in words. */
export function describe(known: ReturnType<typeof useSeriesCache>['known'], mark: Annotation) {
  const series = known.get(mark.image.series_uid);
  const index =
    series?.images.findIndex((one) => one.sopUid === mark.image.sop_uid && one.frame === mark.image.frame) ??
    -1;
  const image = series?.images[index];
  return {
    value: image && mark.tool === 'length' ? lengthText(mark.points, image) : '',
    place: image ? t('image %(number)s', { number: index + 1 }) : '',
  };
}
