import { MonitorUp, RefreshCw } from 'lucide-react';
import { t } from '../../../shared/i18n';
import type { RoomView } from '../../../sync';
import { Icon, ShapeIcon } from '../../../ui/icons';
import { time } from '../format';
import { type Row, initials, lookOf, rows } from '../people';

interface Props {
  view: RoomView;
  followingPerson: string | null;
  onFollow: (person: string) => void;
  onHandOver: (person: string) => void;
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
      {row.reconnecting && (
        <span className="badge warn">
          <Icon of={RefreshCw} size={12} /> {t('Reconnecting')}
        </span>
      )}
    </>
  );
}

function Actions({ props, row }: { props: Props; row: Row }) {
  const { view } = props;
  const host = view.people.some((person) => person.id === view.me && person.host);
  const mayHandOver =
    row.here &&
    !row.presenting &&
    (view.state.presenter === view.me || (host && view.state.presenter !== null));
  const name = row.person.name;
  const followed = props.followingPerson === row.person.id;
  return (
    <span className="row-actions">
      {row.here && (
        <button
          type="button"
          className="small-button"
          onClick={() => props.onFollow(row.person.id)}
          aria-label={followed ? t('Stop following %(name)s', { name }) : t('Follow %(name)s', { name })}
        >
          {followed ? t('Stop') : t('Follow')}
        </button>
      )}
      {mayHandOver && (
        <button
          type="button"
          className="small-button"
          onClick={() => props.onHandOver(row.person.id)}
          aria-label={t('Hand over to %(name)s', { name })}
        >
          {t('Hand over')}
        </button>
      )}
      {host && !row.person.host && (
        <button
          type="button"
          className="small-button"
          onClick={() => props.onRemove(row.person.id)}
          aria-label={t('Remove %(name)s', { name })}
        >
          {t('Remove')}
        </button>
      )}
    </span>
  );
}

/** Who is here, and who belongs here. */
export function Participants(props: Props) {
  const { view } = props;
  const all = rows(view);
  const here = all.filter((row) => row.here).length;
  const followers = all.filter((row) => row.followingName !== null).length;
  return (
    <section className="panel-section" aria-labelledby="participants-title" data-tab="participants">
      <h2 id="participants-title">
        {t('Participants')} <small>{here}</small>
        {followers > 0 && <small className="end">{t('%(count)s following', { count: followers })}</small>}
      </h2>
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
            {!row.me && view.connection.kind === 'online' && <Actions props={props} row={row} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
