/** Entry of the live room. The viewer is heavy, so the page says that it is opening before that has come. */
import '@fontsource-variable/inter';
import './ui/base.css';
import { StrictMode, Suspense, lazy } from 'react';
import { createRoot } from 'react-dom/client';
import { t } from './shared/i18n';

const Room = lazy(() => import('./features/room/Room').then((module) => ({ default: module.Room })));

const root = document.getElementById('room-root');
if (root?.dataset.room) {
  createRoot(root).render(
    <StrictMode>
      <Suspense fallback={<p className="room-message">{t('Opening the room')}</p>}>
        <Room roomId={root.dataset.room} />
      </Suspense>
    </StrictMode>,
  );
}
