import { CloudOff, Pencil, Trash2 } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import type { Annotation } from '../../../protocol/generated';
import { t } from '../../../shared/i18n';
import type { RoomView } from '../../../sync';
import { Icon, ShapeIcon } from '../../../ui/icons';
import { time } from '../format';
import { lookOf, nameOf } from '../people';

interface Props {
  view: RoomView;
  selected: string | null;
  /** The measured value of a mark, in words. */
  valueOf: (mark: Annotation) => string;
  imageOf: (mark: Annotation) => string;
  onJump: (mark: Annotation) => void;
  onRename: (mark: Annotation, text: string) => void;
  onDelete: (mark: Annotation) => void;
}

export function titleOf(mark: Annotation): string {
  return mark.text || (mark.tool === 'length' ? t('Length') : t('Arrow'));
}

function Rename({ mark, onDone }: { mark: Annotation; onDone: (text: string | null) => void }) {
  const [text, setText] = useState(mark.text);
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Enter') onDone(text.trim());
    if (event.key === 'Escape') onDone(null);
  };
  return (
    <input
      className="rename"
      aria-label={t('Name of finding %(number)s', { number: mark.number })}
      value={text}
      maxLength={200}
      autoFocus
      onChange={(event) => setText(event.target.value)}
      onKeyDown={keys}
      onBlur={() => onDone(text.trim())}
    />
  );
}

function Author({ view, mark }: { view: RoomView; mark: Annotation }) {
  const look = lookOf(view, mark.author);
  return (
    <>
      {!look.self && <ShapeIcon shape={look.shape} color={look.color} hollow={look.hollow} size={9} />}
      <bdi>{look.self ? t('You') : nameOf(view, mark.author)}</bdi>
    </>
  );
}

function Summary({ props, mark }: { props: Props; mark: Annotation }) {
  const selected = props.selected === mark.id;
  return (
    <button
      type="button"
      className="finding"
      onClick={() => props.onJump(mark)}
      aria-current={selected || undefined}
    >
      <span className="finding-title">
        <span className="visually-hidden">{t('Finding %(number)s:', { number: mark.number })} </span>
        <bdi>{titleOf(mark)}</bdi> <span className="value">{props.valueOf(mark)}</span>
      </span>
      <span className="row-detail">
        <Author view={props.view} mark={mark} /> · {props.imageOf(mark)}
        {props.view.unsaved.has(mark.id) ? (
          <span className="unsaved">
            <Icon of={CloudOff} size={12} /> {t('Not saved yet')}
          </span>
        ) : (
          <span className="end">{time(mark.at)}</span>
        )}
      </span>
    </button>
  );
}

function Actions({
  mark,
  mine,
  onRename,
  onDelete,
}: {
  mark: Annotation;
  mine: boolean;
  onRename: () => void;
  onDelete: () => void;
}) {
  const { number } = mark;
  return (
    <span className="row-actions">
      <button
        type="button"
        className="icon-button"
        onClick={onRename}
        aria-label={t('Rename finding %(number)s', { number })}
      >
        <Icon of={Pencil} size={14} />
      </button>
      {mine && (
        <button
          type="button"
          className="icon-button"
          onClick={onDelete}
          aria-label={t('Delete finding %(number)s', { number })}
        >
          <Icon of={Trash2} size={14} />
        </button>
      )}
    </span>
  );
}

function Finding({ props, mark }: { props: Props; mark: Annotation }) {
  const { view } = props;
  const [renaming, setRenaming] = useState(false);
  const host = view.people.some((person) => person.id === view.me && person.host);
  const rename = (text: string | null) => {
    setRenaming(false);
    if (text !== null && text !== mark.text) props.onRename(mark, text);
  };
  return (
    <li
      className={props.selected === mark.id ? 'selected' : ''}
      data-finding={mark.number}
      data-unsaved={view.unsaved.has(mark.id) || undefined}
    >
      <span className="number" aria-hidden>
        {mark.number}
      </span>
      {renaming ? <Rename mark={mark} onDone={rename} /> : <Summary props={props} mark={mark} />}
      <Actions
        mark={mark}
        mine={mark.author === view.me || host}
        onRename={() => setRenaming(true)}
        onDelete={() => props.onDelete(mark)}
      />
    </li>
  );
}

/** What was found, by number. */
export function Findings(props: Props) {
  const marks = props.view.state.annotations.filter((mark) => !mark.deleted);
  const unsaved = marks.filter((mark) => props.view.unsaved.has(mark.id)).length;
  return (
    <section className="panel-section" aria-labelledby="findings-title" data-tab="findings">
      <h2 id="findings-title">
        {t('Findings')} <small>{marks.length}</small>
        {unsaved > 0 && <span className="badge warn">{t('%(count)s not saved', { count: unsaved })}</span>}
      </h2>
      <ul aria-label={t('Findings')} className="findings">
        {marks.map((mark) => (
          <Finding key={mark.id} props={props} mark={mark} />
        ))}
      </ul>
      {marks.length === 0 && (
        <p className="empty">{t('No findings yet. Press L and drag to measure, or A for an arrow.')}</p>
      )}
    </section>
  );
}
