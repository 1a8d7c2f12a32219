import { Hand, MonitorUp, Moon, MousePointerBan, RefreshCw } from 'lucide-react';
import { t } from '../../../shared/i18n';
import type { RoomView } from '../../../sync';
import { Icon, ShapeIcon } from '../../../ui/icons';
import { time } from '../format';
import { isHost } from '../findings';
import { type Row, followersOf, initials, lookOf, nameOf, rows } from '../people';

interface Props {
  view: RoomView;
  followingPerson: string | null;
  cursorHidden: boolean;
  away: boolean;
  handRaised: boolean;
  onFollow: (person: string) => void;
  onHandOver: (person: string) => void;
  /** Somebody's question to present is answered with "not now". */
  onTurnDown: (person: string) => void;
  onToggleCursor: () => void;
  onToggleAway: () => void;
  onToggleHand: () => void;
  onRemove: (person: string) => void;
}

function Avatar({ view, row }: { view: RoomView; row: Row }) {
  const look = lookOf(view, row.person.id);
  const dim = !row.here || view.connection.kind !== 'online';
  const color = dim && !row.me ? 'var(--text-3)' : look.color;
  return (
    <span className="avatar" style={{ borderColor: color, color }} aria-hidden>
      {initials(row.person.name)}
      {!row.me && (
        <span className="avatar-shape">
          <ShapeIcon shape={look.shape} color={color} hollow={look.hollow} size={11} />
        </span>
      )}
    </span>
  );
}

function stateText(view: RoomView, row: Row): string {
  const { connection } = view;
  if (row.me)
    return connection.kind === 'online'
      ? row.followingName
        ? t('following %(name)s', { name: row.followingName })
        : ''
      : t('offline');
  if (connection.kind === 'offline')
    return row.here ? t('last seen %(time)s', { time: time(connection.since) }) : '';
  if (!row.here) return row.person.colour === null ? t('invited') : t('not here');
  return row.followingName ? t('following %(name)s', { name: row.followingName }) : t('own view');
}

function Badges({ row }: { row: Row }) {
  return (
    <>
      {row.presenting && (
        <span className="badge accent">
          <Icon of={MonitorUp} size={12} /> {t('Presenting')}
        </span>
      )}
      {row.me && <span className="badge">{t('You')}</span>}
      {row.asking && (
        <span className="badge warn">
          <Icon of={MonitorUp} size={12} /> {t('Asks to present')}
        </span>
      )}
      {row.handRaised && (
        <span className="badge warn">
          <Icon of={Hand} size={12} /> {t('Hand raised')}
        </span>
      )}
      {row.away && (
        <span className="badge">
          <Icon of={Moon} size={12} /> {t('Away')}
        </span>
      )}
      {row.cursorHidden && (
        <span className="badge">
          <Icon of={MousePointerBan} size={12} /> {t('Cursor hidden')}
        </span>
      )}
      {row.reconnecting && (
        <span className="badge warn">
          <Icon of={RefreshCw} size={12} /> {t('Reconnecting')}
        </span>
      )}
    </>
  );
}

interface ActionProps {
  text: string;
  name: string;
  pressed?: boolean;
  primary?: boolean;
  onPress: () => void;
}

function Action({ text, name, pressed, primary, onPress }: ActionProps) {
  return (
    <button
      type="button"
      className={primary ? 'small-button primary' : 'small-button'}
      aria-pressed={pressed}
      aria-label={name}
      onClick={onPress}
    >
      {text}
    </button>
  );
}

function OwnActions({ props }: { props: Props }) {
  return (
    <span className="row-actions">
      <Action
        text={props.cursorHidden ? t('Show my cursor') : t('Hide my cursor')}
        name={props.cursorHidden ? t('Show my cursor') : t('Hide my cursor')}
        onPress={props.onToggleCursor}
      />
      <Action text={t('Away')} name={t('Away')} pressed={props.away} onPress={props.onToggleAway} />
    </span>
  );
}

function Actions({ props, row }: { props: Props; row: Row }) {
  const { view } = props;
  const host = isHost(view);
  const { presenter } = view.state;
  const gives = row.here && !row.presenting && (presenter === view.me || (host && presenter !== null));
  const { name, id } = row.person;
  const followed = props.followingPerson === id;
  return (
    <span className="row-actions">
      {row.here && (
        <Action
          text={followed ? t('Stop') : t('Follow')}
          name={followed ? t('Stop following %(name)s', { name }) : t('Follow %(name)s', { name })}
          onPress={() => props.onFollow(id)}
        />
      )}
      {gives && !row.asking && (
        <Action
          text={t('Hand over')}
          name={t('Hand over to %(name)s', { name })}
          onPress={() => props.onHandOver(id)}
        />
      )}
      {host && !row.person.host && (
        <Action text={t('Remove')} name={t('Remove %(name)s', { name })} onPress={() => props.onRemove(id)} />
      )}
    </span>
  );
}

/** A question takes the place of everything else that could be done in a row. */
function RowActions({ props, row }: { props: Props; row: Row }) {
  const { view } = props;
  if (row.me) return <OwnActions props={props} />;
  const decides = view.state.presenter === view.me || isHost(view);
  return row.asking && decides ? <Question props={props} row={row} /> : <Actions props={props} row={row} />;
}

/** The question of somebody who wants to present waits for the presenter or the host, and is not to be missed. */
function Question({ props, row }: { props: Props; row: Row }) {
  const { name, id } = row.person;
  return (
    <span className="row-question">
      <Action
        text={t('Not now')}
        name={t('Not now, %(name)s', { name })}
        onPress={() => props.onTurnDown(id)}
      />
      <Action
        primary
        text={t('Give')}
        name={t('Give control to %(name)s', { name })}
        onPress={() => props.onHandOver(id)}
      />
    </span>
  );
}

function Heading({ props, here }: { props: Props; here: number }) {
  const { view } = props;
  const { presenter } = view.state;
  const followers = presenter === null ? 0 : followersOf(view, presenter);
  return (
    <h2 id="participants-title">
      {t('Participants')} <small>{here}</small>
      {presenter !== null && followers > 0 && (
        <small>
          {presenter === view.me
            ? t('%(count)s follow you', { count: followers })
            : t('%(count)s follow %(name)s', { count: followers, name: nameOf(view, presenter) })}
        </small>
      )}
      <button
        type="button"
        className="small-button hand-button end"
        aria-pressed={props.handRaised}
        disabled={view.connection.kind !== 'online'}
        onClick={props.onToggleHand}
      >
        <Icon of={Hand} size={12} /> {t('Raise hand')}
      </button>
    </h2>
  );
}

/** Who is here, and who belongs here. */
export function Participants(props: Props) {
  const { view } = props;
  const all = rows(view);
  return (
    <section className="panel-section" aria-labelledby="participants-title" data-tab="participants">
      <Heading props={props} here={all.filter((row) => row.here).length} />
      <ul aria-label={t('Participants')} className="people">
        {all.map((row) => (
          <li key={row.person.id} className={row.here ? '' : 'absent'} data-person={row.person.id}>
            <Avatar view={view} row={row} />
            <span className="row-text">
              <span className="row-name">
                <bdi>{row.person.name}</bdi> <Badges row={row} />
              </span>
              <span className="row-detail">
                {[row.person.role, stateText(view, row)].filter(Boolean).join(' · ')}
              </span>
            </span>
            {view.connection.kind === 'online' && <RowActions props={props} row={row} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
