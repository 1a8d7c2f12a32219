import { CheckCircle2, Megaphone, MonitorUp, WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { t } from '../../shared/i18n';
import type { Connection, Ended, RoomView } from '../../sync';
import { Icon, ShapeIcon } from '../../ui/icons';
import { followersOf, lookOf, nameOf } from './people';

interface Props {
  view: RoomView;
  followingPerson: string | null;
  /** The followed person is not here just now. */
  waiting: boolean;
  /** Something worth saying for a few seconds. */
  message: string | null;
  /** Who asks all to follow, until I answer. */
  spotlightFrom: string | null;
  onSpotlight: () => void;
  onAcceptSpotlight: () => void;
  onDeclineSpotlight: () => void;
  onStopPresenting: () => void;
  onStopFollowing: () => void;
  onFollowPresenter: () => void;
  onTryNow: () => void;
  onShowUnsaved: () => void;
}

const ENDED: Record<Ended, string> = {
  'signed-out': 'You are signed out. Sign in again to go on.',
  removed: 'You were removed from this consult. Nothing more is shown to you.',
  'not-found': 'This consult is not shared with you.',
  'old-version': 'Teleconsult was updated. Load the page again.',
};

function Countdown({ until }: { until: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil((until - now) / 1000);
  return <>{seconds > 0 ? t('Next try in %(seconds)s s.', { seconds }) : t('Trying now.')}</>;
}

function Offline({
  props,
  connection,
}: {
  props: Props;
  connection: Extract<Connection, { kind: 'offline' }>;
}) {
  const count = props.view.unsavedCount;
  const fact =
    count === 0
      ? t('You are offline. Everything is saved.')
      : count === 1
        ? t('You are offline. 1 edit is not saved yet.')
        : t('You are offline. %(count)s edits are not saved yet.', { count });
  return (
    <div className="status-line offline" data-unsaved={count}>
      <Icon of={WifiOff} size={16} />
      <span role="alert">
        <strong>{fact}</strong>
      </span>
      <span>
        {count > 0 && t('Kept on this device, sent when you are back.')}{' '}
        <Countdown until={connection.nextTryAt} />
      </span>
      <span className="status-end">
        {count > 0 && (
          <button type="button" className="room-button" onClick={props.onShowUnsaved}>
            {count === 1 ? t('Show the edit') : t('Show the %(count)s edits', { count })}
          </button>
        )}
        <button type="button" className="room-button primary" onClick={props.onTryNow}>
          {t('Try now')}
        </button>
      </span>
    </div>
  );
}

function Following({ props, person }: { props: Props; person: string }) {
  const look = lookOf(props.view, person);
  return (
    <div className="status-line" style={{ borderBlockEndColor: look.color }}>
      <ShapeIcon shape={look.shape} color={look.color} hollow={look.hollow} />
      <span role="status">
        {t('Following')}{' '}
        <strong>
          <bdi>{nameOf(props.view, person)}</bdi>
        </strong>
      </span>
      <span className="dim">
        {props.waiting
          ? t('They are not here just now. You go along again when they are back.')
          : t('Scroll or zoom to look around on your own')}
      </span>
      <span className="status-end">
        <button type="button" className="room-button" onClick={props.onStopFollowing}>
          {t('Stop following')} <kbd>F</kbd>
        </button>
      </span>
    </div>
  );
}

function Presenting({ props }: { props: Props }) {
  const { view } = props;
  const followers = followersOf(view, view.me);
  const on = view.state.spotlight > 0;
  return (
    <div className="status-line presenting">
      <Icon of={MonitorUp} size={16} />
      <span role="status">
        {t('You are presenting.')}{' '}
        <strong>
          {followers === 1 ? t('1 follows you.') : t('%(count)s follow you.', { count: followers })}
        </strong>
      </span>
      <span className="status-end">
        <button type="button" className="room-button" aria-pressed={on} onClick={props.onSpotlight}>
          {on ? t('Stop asking to follow') : t('Ask all to follow')}
        </button>
        <button type="button" className="room-button" onClick={props.onStopPresenting}>
          {t('Stop presenting')}
        </button>
      </span>
    </div>
  );
}

/** A call to follow: a question, since an image that moves under a hand is an error. */
function Spotlight({ props, from }: { props: Props; from: string }) {
  return (
    <div className="status-line spotlight">
      <Icon of={Megaphone} size={16} />
      <span role="alert">
        <strong>{t('%(name)s asks all to follow.', { name: nameOf(props.view, from) })}</strong>
      </span>
      <span className="status-end">
        <button type="button" className="room-button primary" onClick={props.onAcceptSpotlight}>
          {t('Go along')}
        </button>
        <button type="button" className="room-button" onClick={props.onDeclineSpotlight}>
          {t('Not now')}
        </button>
      </span>
    </div>
  );
}

function Presented({ props, presenter }: { props: Props; presenter: string }) {
  return (
    <div className="status-line">
      <Icon of={MonitorUp} size={16} />
      <span role="status">
        {t('%(name)s presents. You look around on your own.', { name: nameOf(props.view, presenter) })}
      </span>
      <span className="status-end">
        <button type="button" className="room-button" onClick={props.onFollowPresenter}>
          {t('Go along')} <kbd>F</kbd>
        </button>
      </span>
    </div>
  );
}

/** One message at a time, by rank; always there, so that nothing moves. */
export function StatusLine(props: Props) {
  const { view, followingPerson } = props;
  const { connection } = view;
  if (connection.kind === 'ended') {
    return (
      <div className="status-line ended" role="alert">
        {t(ENDED[connection.reason])}
      </div>
    );
  }
  if (connection.kind === 'offline') return <Offline props={props} connection={connection} />;
  if (connection.kind === 'connecting')
    return (
      <div className="status-line" role="status">
        {t('Connecting to the room')}
      </div>
    );
  if (props.spotlightFrom !== null) return <Spotlight props={props} from={props.spotlightFrom} />;
  if (props.message !== null) {
    return (
      <div className="status-line" role="status">
        <Icon of={CheckCircle2} size={16} /> {props.message}
      </div>
    );
  }
  if (view.state.presenter === view.me) return <Presenting props={props} />;
  if (followingPerson !== null) return <Following props={props} person={followingPerson} />;
  const { presenter } = view.state;
  if (presenter !== null && view.present.some((one) => one.person === presenter)) {
    return <Presented props={props} presenter={presenter} />;
  }
  return (
    <div className="status-line" role="status">
      {t('You look around on your own.')}
    </div>
  );
}
