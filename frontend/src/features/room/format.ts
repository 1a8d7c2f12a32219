/** Names, dates and times as clinicians are used to. */
import { locale } from '../../shared/i18n';

/** A PN value (PS3.5 6.2.1) as `FAMILY, Given`. */
export function personName(value: string): string {
  const [family = '', given = '', middle = ''] = (value.split('=')[0] ?? '')
    .split('^')
    .map((part) => part.trim());
  const rest = [given, middle].filter(Boolean).join(' ');
  return [family.toUpperCase(), rest].filter(Boolean).join(', ') || '?';
}

const DAY = new Intl.DateTimeFormat(locale(), {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const TIME = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** `2026-11-12` as `12 Nov 2026`. */
export function day(value: string | null): string {
  const date = value === null ? null : new Date(`${value}T00:00:00Z`);
  return date === null || Number.isNaN(date.getTime()) ? '' : DAY.format(date);
}

/** A moment as `14:32`, local. */
export function time(value: string | number): string {
  return TIME.format(new Date(value));
}

/** Age in whole years on `today`. */
export function age(birth: string | null, today = new Date()): number | null {
  if (birth === null) return null;
  const born = new Date(`${birth}T00:00:00Z`);
  const had = today.getMonth() - born.getUTCMonth() || today.getDate() - born.getUTCDate();
  return today.getFullYear() - born.getUTCFullYear() - (had < 0 ? 1 : 0);
}
