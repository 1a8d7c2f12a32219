import { CloudOff } from 'lucide-react';
import { type KeyboardEvent, type SubmitEvent, useState } from 'react';
import type { Annotation } from '../../../protocol/generated';
import { t } from '../../../shared/i18n';
import type { RoomView } from '../../../sync';
import { Icon } from '../../../ui/icons';
import { time } from '../format';
import { nameOf } from '../people';
import { Words, type WordLinks } from './Words';

interface Props {
  view: RoomView;
  mark: Annotation;
  links: WordLinks;
  onComment: (text: string) => void;
}

/** What was said about a finding, and a place to answer. */
export function Thread({ view, mark, links, onComment }: Props) {
  const [text, setText] = useState('');
  const comments = view.state.comments.filter((comment) => comment.annotation_id === mark.id);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    onComment(text.trim());
    setText('');
  };
  // Letters typed here are words, not tools.
  const keys = (event: KeyboardEvent) => event.stopPropagation();
  return (
    <div className="thread">
      <ol aria-label={t('Comments on finding %(number)s', { number: mark.number })}>
        {comments.map((comment) => (
          <li key={comment.id}>
            <span className="chat-head">
              <strong>
                <bdi>{comment.author === view.me ? t('You') : nameOf(view, comment.author)}</bdi>
              </strong>
              <time dateTime={comment.at}>{time(comment.at)}</time>
              {view.unsaved.has(comment.id) && (
                <span className="unsaved">
                  <Icon of={CloudOff} size={12} /> {t('Not sent yet')}
                </span>
              )}
            </span>
            <Words text={comment.text} links={links} />
          </li>
        ))}
      </ol>
      <form className="compose" onSubmit={send} onKeyDown={keys}>
        <input
          aria-label={t('Answer about finding %(number)s', { number: mark.number })}
          placeholder={t('Answer')}
          value={text}
          maxLength={4000}
          dir="auto"
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="small-button">
          {t('Send')}
        </button>
      </form>
    </div>
  );
}
