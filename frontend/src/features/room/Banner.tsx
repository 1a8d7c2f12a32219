import { Clock, Link2, LogOut, User, Wifi, WifiOff } from 'lucide-react';
import { Fragment, useEffect, useState } from 'react';
import type { Room } from '../../api/rooms';
import { isolated, t } from '../../shared/i18n';
import type { RoomView } from '../../sync';
import { Icon } from '../../ui/icons';
import { age, day, personName, time } from './format';

const SEXES: Record<string, string> = { M: 'Male', F: 'Female', O: 'Other' };

function Elapsed({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  );
  return (
    <span className="elapsed" title={t('Time in this room')}>
      <Icon of={Clock} size={14} /> {parts.join(':')}
    </span>
  );
}

function ConnectionPill({ view }: { view: RoomView }) {
  const { connection, roundTrip } = view;
  if (connection.kind === 'online') {
    return (
      <span className="pill ok">
        <Icon of={Wifi} size={14} />
        <span className="pill-text">
          {roundTrip === null ? t('Connected') : t('Connected · %(ms)s ms', { ms: roundTrip })}
        </span>
      </span>
    );
  }
  const text =
    connection.kind === 'offline'
      ? t('Offline since %(time)s', { time: time(connection.since) })
      : connection.kind === 'ended'
        ? t('Ended')
        : t('Connecting');
  return (
    <span className="pill danger">
      <Icon of={WifiOff} size={14} />
      <span className="pill-text">{text}</span>
    </span>
  );
}

function facts(patient: Room['patient']): string[] {
  const years = age(patient.birth_date);
  const sex = SEXES[patient.sex];
  return [
    sex !== undefined && t(sex),
    years !== null && t('%(years)s y', { years }),
    patient.birth_date !== null && t('born %(day)s', { day: day(patient.birth_date) }),
    t('ID %(id)s', { id: patient.patient_id }),
  ].filter((fact) => fact !== false);
}

interface BannerProps {
  room: Room;
  view: RoomView;
  opened: number;
  onInvite: () => void;
}

/** Whose images these are, always on screen. */
export function Banner({ room, view, opened, onInvite }: BannerProps) {
  const host = view.people.some((person) => person.id === view.me && person.host);
  const studies = room.studies.map((study) => isolated(`${study.description} ${day(study.date)}`)).join(', ');
  return (
    <header className="room-banner">
      <span className="patient-icon">
        <Icon of={User} />
      </span>
      <div className="patient">
        <strong>
          <bdi>{personName(room.patient.name)}</bdi>
        </strong>
        <span>
          {facts(room.patient).map((fact, index) => (
            <Fragment key={index}>
              {index > 0 && ' · '}
              <bdi className="fact">{fact}</bdi>
            </Fragment>
          ))}
        </span>
      </div>
      <div className="consult">
        <strong>{t('Consult: %(title)s', { title: room.title })}</strong>
        <span>{studies}</span>
      </div>
      <div className="banner-end">
        <Elapsed since={opened} />
        <ConnectionPill view={view} />
        {host && (
          <button
            type="button"
            className="room-button"
            onClick={onInvite}
            disabled={view.connection.kind !== 'online'}
          >
            <Icon of={Link2} size={14} /> {t('Invite')}
          </button>
        )}
        <a className="room-button leave" href="/consults/">
          <Icon of={LogOut} size={14} /> {t('Leave')}
        </a>
      </div>
    </header>
  );
}
