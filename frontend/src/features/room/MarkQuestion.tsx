import { type KeyboardEvent, type SubmitEvent, useEffect, useRef, useState } from 'react';
import { t } from '../../shared/i18n';
import type { MarkTool, Said } from '../../viewer';

interface Words {
  title: string;
  label: string;
  yes: string;
  no: string;
}

function wordsFor(tool: MarkTool): Words {
  if (tool === 'calibration') {
    return {
      title: t('How long is this line in truth?'),
      label: t('Length in mm'),
      yes: t('Calibrate'),
      no: t('Do not calibrate'),
    };
  }
  if (tool === 'comment') {
    return {
      title: t('What do you want to say here?'),
      label: t('Text'),
      yes: t('Add comment'),
      no: t('No comment'),
    };
  }
  return { title: t('What is at the arrow?'), label: t('Text'), yes: t('Add arrow'), no: t('No arrow') };
}

/** What was typed as the length of a line, in mm, or null where it is none. */
export function lengthSaid(text: string): number | null {
  const mm = Number(text.trim().replace(',', '.'));
  return text.trim() !== '' && mm >= 0.1 && mm <= 5000 ? mm : null;
}

interface Props {
  tool: MarkTool;
  onDone: (said: Said | null) => void;
}

interface FieldProps {
  tool: MarkTool;
  label: string;
  text: string;
  wrong: boolean;
  onText: (text: string) => void;
}

function Field({ tool, label, text, wrong, onText }: FieldProps) {
  return (
    <>
      <label htmlFor="question-text">{label}</label>
      <input
        id="question-text"
        value={text}
        maxLength={200}
        dir="auto"
        inputMode={tool === 'calibration' ? 'decimal' : 'text'}
        aria-invalid={wrong || undefined}
        aria-describedby={wrong ? 'question-error' : undefined}
        autoFocus
        onChange={(event) => onText(event.target.value)}
      />
      {wrong && (
        <p id="question-error" role="alert" className="error">
          {t('Write a length from 0.1 to 5000 mm, for example 50.')}
        </p>
      )}
    </>
  );
}

/** Asks for the words at a mark, or the length of a calibration line, beside the images. */
export function MarkQuestion({ tool, onDone }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const words = wordsFor(tool);
  useEffect(() => dialog.current?.show(), []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const value = tool === 'calibration' ? lengthSaid(text) : null;
    if (tool === 'calibration' && value === null) setWrong(true);
    else onDone({ text: tool === 'calibration' ? '' : text.trim(), value });
  };
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Escape') onDone(null);
  };
  return (
    <dialog ref={dialog} className="side-dialog" aria-labelledby="question-title" onKeyDown={keys}>
      <form onSubmit={submit} noValidate>
        <h2 id="question-title">{words.title}</h2>
        <Field tool={tool} label={words.label} text={text} wrong={wrong} onText={setText} />
        <p className="dialog-actions">
          <button type="submit" className="room-button primary">
            {words.yes}
          </button>
          <button type="button" className="room-button" onClick={() => onDone(null)}>
            {words.no}
          </button>
        </p>
      </form>
    </dialog>
  );
}
