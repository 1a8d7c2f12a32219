/** Entry of the light pages: their style sheets only. */
import '@fontsource-variable/inter';
import '../ui/base.css';
import './pages.css';
