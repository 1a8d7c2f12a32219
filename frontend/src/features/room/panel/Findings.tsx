import { CloudOff, Copy, Lock, LockOpen, MessageSquare, Pencil, Star, Trash2, Users } from 'lucide-react';
import { type KeyboardEvent, memo, useState } from 'react';
import type { Annotation } from '../../../protocol/generated';
import { msg, t } from '../../../shared/i18n';
import type { RoomView } from '../../../sync';
import { Icon, ShapeIcon } from '../../../ui/icons';
import { hidesAnything, isShown, type MarkFilter, mayChange, mayLock, titleOf } from '../findings';
import { time } from '../format';
import { lookOf, nameOf } from '../people';
import type { Editors } from '../useEdits';
import { FindingFilter } from './FindingFilter';
import { Thread } from './Thread';
import type { WordLinks } from './Words';

export interface FindingsProps {
  view: RoomView;
  selected: string | null;
  filter: MarkFilter;
  /** Frames that are key images, as `sop_uid frame`. */
  keyImages: ReadonlySet<string>;
  links: WordLinks;
  /** The measured value of a mark, in words. */
  valueOf: (mark: Annotation) => string;
  placeOf: (mark: Annotation) => string;
  onFilter: (filter: MarkFilter) => void;
  onJump: (mark: Annotation) => void;
  onRename: (mark: Annotation, text: string) => void;
  onDelete: (mark: Annotation) => void;
  onEditors: (mark: Annotation, editors: Editors) => void;
  onCopy: (mark: Annotation) => void;
  onComment: (mark: Annotation, text: string) => void;
}

/** A list of thousands is not read; the newest are shown, and more on request. */
const PAGE = 100;

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
      dir="auto"
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

/** What must be known of a finding at a glance: not saved, locked, a key image; otherwise when it was made. */
function State({ props, mark }: { props: FindingsProps; mark: Annotation }) {
  const { view } = props;
  if (view.unsaved.has(mark.id)) {
    return (
      <span className="unsaved">
        <Icon of={CloudOff} size={12} /> {t('Not saved yet')}
      </span>
    );
  }
  if (mark.editable_by === 'nobody') {
    return (
      <span className="end">
        <Icon of={Lock} size={12} /> {t('Locked')}
      </span>
    );
  }
  if (props.keyImages.has(`${mark.image.sop_uid} ${mark.image.frame}`)) {
    return (
      <span className="end key-image">
        <Icon of={Star} size={12} /> {t('Key image')}
      </span>
    );
  }
  return <span className="end">{time(mark.at)}</span>;
}

function Summary({ props, mark }: { props: FindingsProps; mark: Annotation }) {
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
        <Author view={props.view} mark={mark} /> · {props.placeOf(mark)}
        <State props={props} mark={mark} />
      </span>
    </button>
  );
}

interface ActionProps {
  name: string;
  icon: typeof Pencil;
  onPress: () => void;
}

function Action({ name, icon, onPress }: ActionProps) {
  return (
    <button type="button" className="icon-button" onClick={onPress} aria-label={name} title={name}>
      <Icon of={icon} size={14} />
    </button>
  );
}

const NEXT_EDITORS: Record<Editors, Editors> = { author: 'everyone', everyone: 'nobody', nobody: 'author' };
const EDITOR_NAMES: Record<Editors, string> = {
  everyone: msg('Let everyone change finding %(number)s'),
  nobody: msg('Lock finding %(number)s'),
  author: msg('Unlock finding %(number)s'),
};
const EDITOR_ICONS: Record<Editors, typeof Lock> = { everyone: Users, nobody: Lock, author: LockOpen };

interface RowProps {
  props: FindingsProps;
  mark: Annotation;
}

function Actions({ props, mark, onRename, onTalk }: RowProps & { onRename: () => void; onTalk: () => void }) {
  const { view } = props;
  const { number, editable_by: editors = 'author' } = mark;
  const next = NEXT_EDITORS[editors];
  return (
    <span className="row-actions">
      <Action name={t('Comments on finding %(number)s', { number })} icon={MessageSquare} onPress={onTalk} />
      <Action
        name={t('Copy finding %(number)s', { number })}
        icon={Copy}
        onPress={() => props.onCopy(mark)}
      />
      {mayChange(view, mark) && (
        <Action name={t('Rename finding %(number)s', { number })} icon={Pencil} onPress={onRename} />
      )}
      {mayLock(view, mark) && (
        <Action
          name={t(EDITOR_NAMES[next], { number })}
          icon={EDITOR_ICONS[next]}
          onPress={() => props.onEditors(mark, next)}
        />
      )}
      {mayLock(view, mark) && editors !== 'nobody' && (
        <Action
          name={t('Delete finding %(number)s', { number })}
          icon={Trash2}
          onPress={() => props.onDelete(mark)}
        />
      )}
    </span>
  );
}

function Row({ props, mark }: RowProps) {
  const { view } = props;
  const [renaming, setRenaming] = useState(false);
  const [talking, setTalking] = useState(false);
  const comments = view.state.comments.filter((comment) => comment.annotation_id === mark.id).length;
  const rename = (text: string | null) => {
    setRenaming(false);
    if (text !== null && text !== mark.text) props.onRename(mark, text);
  };
  const selected = props.selected === mark.id;
  return (
    <li
      className={selected ? 'selected' : ''}
      data-finding={mark.number}
      data-unsaved={view.unsaved.has(mark.id) || undefined}
    >
      <span className="number" aria-hidden>
        {mark.number}
      </span>
      {renaming ? <Rename mark={mark} onDone={rename} /> : <Summary props={props} mark={mark} />}
      {comments > 0 && (
        <button type="button" className="comment-count" onClick={() => setTalking(!talking)}>
          <Icon of={MessageSquare} size={12} /> {comments}
          <span className="visually-hidden">{t('comments')}</span>
        </button>
      )}
      {selected && (
        <Actions
          props={props}
          mark={mark}
          onRename={() => setRenaming(true)}
          onTalk={() => setTalking(!talking)}
        />
      )}
      {talking && (
        <Thread
          view={view}
          mark={mark}
          links={props.links}
          onComment={(text) => props.onComment(mark, text)}
        />
      )}
    </li>
  );
}

/** A row is drawn again only when what it shows has changed: there may be thousands. */
const FindingRow = memo(Row, (before, after) => {
  const [a, b] = [before.props, after.props];
  return (
    before.mark === after.mark &&
    (a.selected === before.mark.id) === (b.selected === after.mark.id) &&
    a.view.unsaved === b.view.unsaved &&
    a.view.people === b.view.people &&
    a.view.state.comments === b.view.state.comments &&
    a.keyImages === b.keyImages &&
    a.valueOf === b.valueOf &&
    a.links === b.links
  );
});

/** What was found, by number. */
export function Findings(props: FindingsProps) {
  const { view, filter, selected } = props;
  const [pages, setPages] = useState(1);
  const all = view.state.annotations.filter((mark) => !mark.deleted);
  const shown = all.filter((mark) => isShown(filter, mark));
  const listed = shown.filter((mark, index) => index >= shown.length - PAGE * pages || mark.id === selected);
  const unsaved = all.filter((mark) => view.unsaved.has(mark.id)).length;
  const older = shown.length - listed.length;
  return (
    <section className="panel-section" aria-labelledby="findings-title" data-tab="findings">
      <h2 id="findings-title">
        {t('Findings')} <small>{all.length}</small>
        {unsaved > 0 && <span className="badge warn">{t('%(count)s not saved', { count: unsaved })}</span>}
        {hidesAnything(filter) && (
          <span className="badge warn">{t('%(count)s hidden', { count: all.length - shown.length })}</span>
        )}
        {all.length > 0 && (
          <span className="end panel-menu">
            <FindingFilter view={view} filter={filter} onFilter={props.onFilter} />
          </span>
        )}
      </h2>
      {older > 0 && (
        <button type="button" className="room-button older" onClick={() => setPages(pages + 1)}>
          {t('Show older findings (%(count)s)', { count: older })}
        </button>
      )}
      <ul aria-label={t('Findings')} className="findings">
        {listed.map((mark) => (
          <FindingRow key={mark.id} props={props} mark={mark} />
        ))}
      </ul>
      {all.length === 0 && (
        <p className="empty">{t('No findings yet. Press L and drag to measure, or A for an arrow.')}</p>
      )}
    </section>
  );
}
