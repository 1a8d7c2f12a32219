import '@fontsource-variable/inter';
import './ui/tokens.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

const root = document.getElementById('room-root');
if (root) {
  createRoot(root).render(<StrictMode />);
}
