import { Ruler } from 'lucide-react';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';

import { ToolButton, type ToolButtonProps } from './ToolButton';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

function draw(props: Partial<ToolButtonProps>): HTMLButtonElement {
  const host = document.createElement('div');
  act(() => {
    createRoot(host).render(<ToolButton name="Length" icon={Ruler} onPress={vi.fn()} {...props} />);
  });
  return host.querySelector('button') ?? expect.unreachable();
}

it('keeps its name and says its state', () => {
  const button = draw({ pressed: true, shortcut: 'L' });
  expect(button.getAttribute('aria-label')).toBe('Length');
  expect(button.getAttribute('aria-pressed')).toBe('true');
  expect(button.querySelector('[role=tooltip]')?.textContent).toBe('LengthL');
});

it('answers with the reason while it is off', () => {
  const [onPress, onRefused] = [vi.fn(), vi.fn()];
  const button = draw({ offReason: 'Offline.', onPress, onRefused });
  button.click();
  expect(button.disabled).toBe(false);
  expect(button.getAttribute('aria-disabled')).toBe('true');
  expect(onPress).not.toHaveBeenCalled();
  expect(onRefused).toHaveBeenCalledWith('Offline.');
});
