import './Menu.css';

import { ChevronDown, type LucideIcon } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

import { Icon } from './icons';

export interface MenuProps {
  /** The accessible name of the button. */
  name: string;
  /** Shown below the icon instead of the name; part of the accessible name where that does not contain it. */
  value?: string | undefined;
  icon: LucideIcon;
  /** Whether something in it is on. */
  active?: boolean | undefined;
  /** The content; called with the way to close it. */
  children: (close: () => void) => ReactNode;
}

/** A button of the toolbar that opens more buttons below it. Esc and a press elsewhere close it. */
export function Menu({ name, value, icon, active, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!open) return undefined;
    const away = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    window.addEventListener('pointerdown', away, true);
    return () => window.removeEventListener('pointerdown', away, true);
  }, [open]);
  const keys = (event: KeyboardEvent) => {
    if (!open || event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  };
  return (
    <div className="menu" ref={root} onKeyDown={keys}>
      <button
        ref={button}
        type="button"
        className="tool-button"
        aria-label={value === undefined || name.includes(value) ? name : `${name}, ${value}`}
        aria-expanded={open}
        aria-controls={id}
        data-active={active || undefined}
        onClick={() => setOpen(!open)}
      >
        <Icon of={icon} />
        <span className="tool-button-name">
          {value ?? name} <Icon of={ChevronDown} size={10} />
        </span>
      </button>
      {open && <Sheet id={id} anchor={button.current} name={name} content={children(close)} />}
    </div>
  );
}

interface SheetProps {
  id: string;
  anchor: HTMLElement | null;
  name: string;
  content: ReactNode;
}

const MARGIN = 8;

/** Below its button, and whole on the screen: the toolbar may scroll sideways. */
function Sheet({ id, anchor, name, content }: SheetProps) {
  const sheet = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = sheet.current;
    if (!element || !anchor) return;
    const at = anchor.getBoundingClientRect();
    const { width, height } = element.getBoundingClientRect();
    const below = at.bottom + height + MARGIN <= window.innerHeight || at.top < height;
    element.style.left = `${Math.max(MARGIN, Math.min(at.left, window.innerWidth - width - MARGIN))}px`;
    element.style.top = `${below ? at.bottom + 2 : Math.max(MARGIN, at.top - height - 2)}px`;
    element.style.visibility = 'visible';
    element.querySelector<HTMLElement>('button, select, input')?.focus();
  }, [anchor]);
  return (
    <div id={id} ref={sheet} className="menu-sheet" role="group" aria-label={name}>
      {content}
    </div>
  );
}

export interface MenuItemProps {
  name: string;
  icon?: LucideIcon;
  pressed?: boolean | undefined;
  shortcut?: string | undefined;
  /** Why it cannot be used now. */
  offReason?: string | null | undefined;
  onPress: () => void;
}

export function MenuItem({ name, icon, pressed, shortcut, offReason, onPress }: MenuItemProps) {
  const off = offReason != null;
  return (
    <button
      type="button"
      className="menu-item"
      aria-label={name}
      aria-pressed={pressed}
      aria-disabled={off || undefined}
      title={offReason ?? undefined}
      aria-keyshortcuts={shortcut}
      onClick={() => !off && onPress()}
    >
      {icon && <Icon of={icon} size={16} />}
      <span>
        {name}
        {off && <small>{offReason}</small>}
      </span>
      {shortcut && <kbd>{shortcut}</kbd>}
    </button>
  );
}
