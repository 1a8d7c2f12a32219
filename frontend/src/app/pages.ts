/** Entry of the light pages: their style sheets only. */
import '@fontsource-variable/inter';
import '../ui/tokens.css';
import './pages.css';
