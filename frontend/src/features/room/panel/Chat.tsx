import { CloudOff, Send } from 'lucide-react';
import { type KeyboardEvent, type SubmitEvent, useEffect, useRef, useState } from 'react';
import { t } from '../../../shared/i18n';
import type { RoomView } from '../../../sync';
import { Icon, ShapeIcon } from '../../../ui/icons';
import { time } from '../format';
import { lookOf, nameOf } from '../people';

/** Somebody came or went: a quiet line, seen by those who were here. */
export interface Coming {
  at: string;
  person: string;
  joined: boolean;
}

interface Props {
  view: RoomView;
  comings: Coming[];
  onSend: (text: string) => void;
}

type ChatLine = RoomView['state']['chat'][number];

function Line({ view, line }: { view: RoomView; line: ChatLine }) {
  const look = lookOf(view, line.author);
  return (
    <li>
      <span className="chat-head">
        {!look.self && <ShapeIcon shape={look.shape} color={look.color} hollow={look.hollow} size={10} />}
        <strong>
          <bdi>{look.self ? t('You') : nameOf(view, line.author)}</bdi>
        </strong>
        <time dateTime={line.at}>{time(line.at)}</time>
        {view.unsaved.has(line.id) && (
          <span className="unsaved">
            <Icon of={CloudOff} size={12} /> {t('Not sent yet')}
          </span>
        )}
      </span>
      <p dir="auto">{line.text}</p>
    </li>
  );
}

function Compose({ onSend }: { onSend: (text: string) => void }) {
  const [text, setText] = useState('');
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    onSend(text.trim());
    setText('');
  };
  const keys = (event: KeyboardEvent) => {
    // Letters typed here are words, not tools.
    event.stopPropagation();
  };
  return (
    <form className="compose" onSubmit={send} onKeyDown={keys}>
      <input
        aria-label={t('Write to everyone')}
        placeholder={t('Write to everyone')}
        value={text}
        maxLength={4000}
        dir="auto"
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="icon-button" aria-label={t('Send')}>
        <Icon of={Send} size={16} />
      </button>
    </form>
  );
}

/** Words to everyone in the room; kept with the record. */
export function Chat({ view, comings, onSend }: Props) {
  const end = useRef<HTMLLIElement>(null);
  const count = view.state.chat.length + comings.length;
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [count]);
  const lines = [
    ...view.state.chat.map((line) => ({
      at: line.at,
      key: line.id,
      node: <Line key={line.id} view={view} line={line} />,
    })),
    ...comings.map((coming) => {
      const key = `${coming.at} ${coming.person}`;
      const values = { name: nameOf(view, coming.person), time: time(coming.at) };
      const text = coming.joined
        ? t('%(name)s joined %(time)s', values)
        : t('%(name)s left %(time)s', values);
      return {
        at: coming.at,
        key,
        node: (
          <li key={key} className="quiet">
            {text}
          </li>
        ),
      };
    }),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return (
    <section className="panel-section chat" aria-labelledby="chat-title" data-tab="chat">
      <h2 id="chat-title">{t('Chat')}</h2>
      <div role="log" aria-label={t('Chat')} className="chat-log" tabIndex={0}>
        <ul>
          {lines.map((line) => line.node)}
          <li ref={end} aria-hidden />
        </ul>
        {count === 0 && <p className="empty">{t('Nothing written yet.')}</p>}
      </div>
      <Compose onSend={onSend} />
    </section>
  );
}
