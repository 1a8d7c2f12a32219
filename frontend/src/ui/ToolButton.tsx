import './ToolButton.css';

import type { LucideIcon } from 'lucide-react';
import { useId } from 'react';

import { Icon } from './icons';

export interface ToolButtonProps {
  /** The accessible name and the text below the icon. It never changes with the state. */
  name: string;
  icon: LucideIcon;
  onPress: () => void;
  /** For tools and switches; leave it out where pressing just does something. */
  pressed?: boolean | undefined;
  /** Why it cannot be used now. The button stays focusable and answers with this. */
  offReason?: string | null | undefined;
  /** Called instead of `onPress` while it is off, for example to put the reason into the status line. */
  onRefused?: ((reason: string) => void) | undefined;
  /** The key, shown in the tooltip: `W`. */
  shortcut?: string | undefined;
  /** More for the tooltip, such as what exactly Undo would undo. */
  hint?: string | undefined;
}

export function ToolButton(props: ToolButtonProps) {
  const { name, icon, onPress, pressed, offReason, onRefused, shortcut, hint } = props;
  const id = useId();
  const off = offReason != null;
  const press = () => {
    if (offReason != null) onRefused?.(offReason);
    else onPress();
  };
  return (
    <button
      type="button"
      className="tool-button"
      aria-label={name}
      aria-pressed={pressed}
      aria-disabled={off || undefined}
      aria-describedby={id}
      aria-keyshortcuts={shortcut}
      onClick={press}
    >
      <Icon of={icon} />
      <span className="tool-button-name">{name}</span>
      <span id={id} className="tool-button-tip" role="tooltip">
        {offReason ?? hint ?? name}
        {shortcut && <kbd>{shortcut}</kbd>}
      </span>
    </button>
  );
}
