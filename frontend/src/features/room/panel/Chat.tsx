import { CloudOff, Send } from 'lucide-react';
import { type KeyboardEvent, type SubmitEvent, useEffect, useRef, useState } from 'react';
import { t } from '../../../shared/i18n';
import type { RoomView } from '../../../sync';
import { Icon, ShapeIcon } from '../../../ui/icons';
import { time } from '../format';
import { lookOf, nameOf } from '../people';
import { type WordLinks, Words } from './Words';
import { nameBegun, type Named } from './words';

/** Somebody came or went: a quiet line, seen by those who were here. */
export interface Coming {
  at: string;
  person: string;
  joined: boolean;
}

interface Props {
  view: RoomView;
  comings: Coming[];
  links: WordLinks;
  onSend: (text: string) => void;
}

type ChatLine = RoomView['state']['chat'][number];

function Line({ view, line, links }: { view: RoomView; line: ChatLine; links: WordLinks }) {
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
      <Words text={line.text} links={links} />
    </li>
  );
}

const NAMES_AT_MOST = 5;

interface ComposeProps {
  people: readonly Named[];
  onSend: (text: string) => void;
}

/** People whose names begin as what was typed after an @. */
function Suggestions({ names, onChoose }: { names: Named[]; onChoose: (name: string) => void }) {
  if (names.length === 0) return null;
  return (
    <ul className="mention-list" aria-label={t('People to mention')}>
      {names.map(({ id, name }) => (
        <li key={id}>
          <button type="button" className="small-button" onClick={() => onChoose(name)}>
            <bdi>@{name}</bdi>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Compose({ people, onSend }: ComposeProps) {
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const begun = nameBegun(text);
  const names =
    begun === null
      ? []
      : people
          .filter(({ name }) => name.toLowerCase().startsWith(begun.toLowerCase()) && name !== begun)
          .slice(0, NAMES_AT_MOST);
  const choose = (name: string) => {
    setText(`${text.slice(0, text.length - (begun ?? '').length)}${name} `);
    field.current?.focus();
  };
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    onSend(text.trim());
    setText('');
  };
  const keys = (event: KeyboardEvent) => {
    // Letters typed here are words, not tools.
    event.stopPropagation();
    const [first] = names;
    if (event.key !== 'Tab' || event.shiftKey || !first || event.target !== field.current) return;
    event.preventDefault();
    choose(first.name);
  };
  return (
    <form className="compose-form" onSubmit={send} onKeyDown={keys}>
      <Suggestions names={names} onChoose={choose} />
      <span className="compose">
        <input
          ref={field}
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
      </span>
    </form>
  );
}

/** Words to everyone in the room; kept with the record. */
export function Chat({ view, comings, links, onSend }: Props) {
  const end = useRef<HTMLLIElement>(null);
  const count = view.state.chat.length + comings.length;
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [count]);
  const lines = [
    ...view.state.chat.map((line) => ({
      at: line.at,
      key: line.id,
      node: <Line key={line.id} view={view} line={line} links={links} />,
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
      <Compose people={links.people} onSend={onSend} />
    </section>
  );
}
