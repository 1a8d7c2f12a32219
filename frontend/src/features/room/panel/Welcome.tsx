import { useState } from 'react';
import { t } from '../../../shared/i18n';

const KEY = 'teleconsult.welcomed';

function seen(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    // Without storage the hint would come every time; better never.
    return true;
  }
}

/** What somebody who is here for the first time should know. Stands in the panel, never over an image. */
export function Welcome() {
  const [shown, setShown] = useState(() => !seen());
  if (!shown) return null;
  const close = () => {
    try {
      localStorage.setItem(KEY, new Date().toISOString().slice(0, 10));
    } catch {
      // It comes once more, then.
    }
    setShown(false);
  };
  return (
    <section className="welcome" aria-labelledby="welcome-title">
      <h2 id="welcome-title">{t('New here?')}</h2>
      <ul>
        <li>{t('Everyone sees where you point. Press P to say: look here.')}</li>
        <li>{t('Follow shows you what somebody else sees. Scroll, and you are on your own again.')}</li>
        <li>{t('What you measure and write is kept, with your name.')}</li>
      </ul>
      <button type="button" className="room-button" onClick={close}>
        {t('Got it')}
      </button>
    </section>
  );
}
