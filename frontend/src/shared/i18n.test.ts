import { afterEach, expect, it, vi } from 'vitest';
import { isolated, locale, msg, t } from './i18n';

const root = document.documentElement;

afterEach(() => {
  vi.unstubAllGlobals();
  root.removeAttribute('lang');
  root.removeAttribute('dir');
});

it('says what the catalogue says, with the values in their places', () => {
  expect(t('%(count)s of %(total)s', { count: 1, total: 2 })).toBe('1 of 2');
  vi.stubGlobal(
    'gettext',
    (text: string) => ({ '%(count)s of %(total)s': '%(total)s: %(count)s' })[text] ?? text,
  );
  expect(t('%(count)s of %(total)s', { count: 1, total: 2 })).toBe('2: 1');
  expect(t('not there %(x)s')).toBe('not there %(x)s');
  expect(msg('Bone')).toBe('Bone');
});

it('isolates names where words go from right to left, and leaves numbers, which are part of contract names', () => {
  expect(isolated('Ana')).toBe('Ana');
  root.dir = 'rtl';
  expect(t('%(name)s presents', { name: 'Ana' })).toBe('\u2068Ana\u2069 presents');
  expect(t('Viewport %(number)s', { number: 1 })).toBe('Viewport 1');
});

it('writes days as the language of the page does, with Latin digits', () => {
  const day = (): string =>
    new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', year: 'numeric' }).format(
      new Date(2026, 10, 12),
    );
  expect(day()).toBe('12 Nov 2026');
  root.lang = 'de';
  expect(day()).toBe('12. Nov. 2026');
  root.lang = 'ar';
  expect(day()).toMatch(/^12 .* 2026$/);
});
