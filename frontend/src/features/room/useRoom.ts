import { useCallback, useEffect, useMemo, useReducer, useState } from 'react';
import type { Room } from '../../api/rooms';
import type { Annotation } from '../../protocol/generated';
import type { Tool } from '../../viewer';
import { Asking, type Question } from './asking';
import { type MarkFilter, placeOf, SHOW_ALL, valueOf } from './findings';
import type { WordLinks } from './panel/Words';
import { useSeriesCache, useSlots } from './stage/useSlots';
import { useViewports, type Viewports } from './stage/viewports';
import { useFollow } from './together/useFollow';
import { usePresence } from './together/usePresence';
import { usePings, useSpotlight, useTogether } from './together/useTogether';
import { useClipboard } from './useClipboard';
import { useDisplay } from './useDisplay';
import { useEdits } from './useEdits';
import { useFindingSeries, useMarks } from './useMarks';
import { useSession } from './useSession';
import { useOpening, useProgress } from './useOpening';
import { usePlanes } from './usePlanes';
import { useFollowedStage, useNavigation } from './useStage';

/** Everything the room's screen needs, in one place: state on one side, what can be done on the other. */
export function useRoom(room: Room) {
  const { session, view, message, setMessage, comings } = useSession(room.id);
  const choices = useChoices();
  const { active, selected, setSelected, filter } = choices;
  const { get, known } = useSeriesCache(room.id);
  const stacks = useSlots(get);
  const { asking, question } = useMarkQuestion();
  const edits = useEdits(session);
  const { loaded, progress } = useProgress(stacks.slotIn);
  const { playing, cine } = usePlaying();
  const [, refresh] = useReducer((count: number) => count + 1, 0);
  const viewports = useViewports(session, {
    ...edits,
    progress,
    select: setSelected,
    refused: setMessage,
    cine,
    drawn: (viewport) => asking.withdraw(viewport),
    interaction: () => follow.person !== null && follow.stop(),
    ready: () => follow.apply(),
    goTo: (viewport, index) => viewports.viewport(viewport)?.scrollTo(index),
  });
  const follow = useFollow(session, view, useFollowedStage(viewports, stacks));
  const { slots, rows } = stacks;
  const presence = usePresence(session, { following: follow.sid, viewports: slots.length, rows });
  const look = useLook(viewports, view);
  useOpening(room, view, stacks, viewports, look.setLinked);
  const calibrations = useMarks(viewports, view, { selected, filter }, known);
  useFindingSeries(view.state.annotations, get);

  const place = {
    ...{ room, session, view, active, stacks, viewports, follow, get, refresh, setSelected },
    ...{ setActive: choices.setActive, setTool: choices.setTool, say: setMessage },
  };
  const navigation = useNavigation(place);
  return {
    ...{ session, view, message, setMessage, comings, known, loaded, edits, viewports, follow, presence },
    ...{ asking, question, calibrations, stacks, slots, placesOf: placeOf },
    ...{ ...choices, ...look, ...navigation },
    playing: playing.has(active),
    announcement: usePings(session),
    planes: usePlanes(place),
    display: useDisplay(),
    together: useTogether(room, session, view, follow, setMessage),
    spotlight: useSpotlight(view, follow),
    clipboard: useClipboard({ viewports, edits, active, calibrations, view, say: setMessage }),
    links: useLinks(view, navigation),
    valuesOf: useCallback((mark: Annotation) => valueOf(mark, calibrations), [calibrations]),
  };
}

export type RoomState = ReturnType<typeof useRoom>;

/** Viewports whose images run. */
function usePlaying() {
  const [playing, setPlaying] = useState<ReadonlySet<number>>(new Set());
  const cine = useCallback((viewport: number, on: boolean) => {
    setPlaying((before) => {
      const next = new Set(before);
      if (on) next.add(viewport);
      else next.delete(viewport);
      return next;
    });
  }, []);
  return { playing, cine };
}

const hasFingers = (): boolean => window.matchMedia('(pointer: coarse)').matches;

/** What I have chosen: a tool, a viewport, a finding, what is shown of them. */
function useChoices() {
  // A finger scrolls at first, a mouse has its wheel for that.
  const [tool, setTool] = useState<Tool>(() => (hasFingers() ? 'Scroll' : 'Window/Level'));
  const [active, setActive] = useState(1);
  const [selected, setSelected] = useState<string | null>(null);
  const [filter, setFilter] = useState<MarkFilter>(SHOW_ALL);
  return { tool, setTool, active, setActive, selected, setSelected, filter, setFilter };
}

/** What of the others and of my other viewports is shown to me. */
function useLook(viewports: Viewports, view: ReturnType<typeof useSession>['view']) {
  const [cursorsShown, setCursorsShown] = useState(true);
  const [linesShown, setLinesShown] = useState(true);
  const [linked, setLinked] = useState(false);
  useEffect(() => {
    viewports.cursorsShown = cursorsShown && view.connection.kind === 'online';
    viewports.live();
  }, [viewports, cursorsShown, view.connection.kind, view.people, view.present]);
  useEffect(() => viewports.setLinesShown(linesShown), [viewports, linesShown]);
  return {
    ...{ cursorsShown, linesShown, linked, setLinked },
    toggleCursors: () => setCursorsShown((shown) => !shown),
    toggleLines: () => setLinesShown((shown) => !shown),
    toggleLinked: () => {
      viewports.linker.set(!linked);
      setLinked(!linked);
    },
  };
}

/** What a mark needs to be told is asked for beside the images; drawing waits for the answer. */
function useMarkQuestion() {
  const [question, setQuestion] = useState<Question | null>(null);
  const asking = useMemo(() => new Asking(setQuestion), []);
  return { asking, question };
}

/** Where links in words lead. */
function useLinks(
  view: ReturnType<typeof useSession>['view'],
  { jump, goToImage }: ReturnType<typeof useNavigation>,
): WordLinks {
  const { people, me } = view;
  return {
    people,
    me,
    onFinding: (number) => {
      const mark = view.state.annotations.find((one) => one.number === number && !one.deleted);
      if (mark) jump(mark);
    },
    onImage: goToImage,
  };
}
