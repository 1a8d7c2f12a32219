import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { t } from '../../shared/i18n';

/** Asks for the words at an arrow, beside the images. */
export function ArrowText({ onDone }: { onDone: (text: string | null) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    dialog.current?.show();
  }, []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onDone(text.trim());
  };
  return (
    <dialog
      ref={dialog}
      className="side-dialog"
      aria-labelledby="arrow-title"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') onDone(null);
      }}
    >
      <form onSubmit={submit}>
        <h2 id="arrow-title">{t('What is at the arrow?')}</h2>
        <label htmlFor="arrow-text">{t('Text')}</label>
        <input
          id="arrow-text"
          value={text}
          maxLength={200}
          dir="auto"
          autoFocus
          onChange={(event) => setText(event.target.value)}
        />
        <p className="dialog-actions">
          <button type="submit" className="room-button primary">
            {t('Add arrow')}
          </button>
          <button type="button" className="room-button" onClick={() => onDone(null)}>
            {t('No arrow')}
          </button>
        </p>
      </form>
    </dialog>
  );
}
