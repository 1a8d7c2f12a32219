import { type KeyboardEvent, useEffect, useRef } from 'react';
import { t } from '../../../shared/i18n';
import { GROUPS } from './keys';

/** All keys, beside the images. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    dialog.current?.show();
    button.current?.focus();
  }, []);
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === '?') onClose();
  };
  return (
    <dialog ref={dialog} className="side-dialog key-sheet" aria-labelledby="keys-title" onKeyDown={keys}>
      <h2 id="keys-title">{t('Keys')}</h2>
      <p>{t('Single keys act while an image or the toolbar has the focus.')}</p>
      <button ref={button} type="button" className="room-button" onClick={onClose}>
        {t('Close')}
      </button>
      {GROUPS.map(({ name, bindings }) => (
        <section key={name}>
          <h3>{t(name)}</h3>
          <dl>
            {bindings.map((binding) => (
              <div key={binding.keys + binding.name}>
                <dt>
                  {binding.keys.split(' ').map((key, index) => (
                    <kbd key={index}>{key}</kbd>
                  ))}
                </dt>
                <dd>{t(binding.name)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </dialog>
  );
}
