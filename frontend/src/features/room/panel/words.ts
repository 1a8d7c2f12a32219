/** What people write, taken apart: links to findings and images, and people who are spoken to. Pure functions. */
import { t } from '../../../shared/i18n';

export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'finding'; text: string; number: number }
  | { kind: 'image'; text: string; number: number }
  | { kind: 'mention'; text: string; person: string };

export interface Named {
  id: string;
  name: string;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** `finding 4` and `image 61` in English and in the reader's language, and `@Ana Ruiz` of people of the room. */
function pattern(people: readonly Named[]): RegExp {
  const finding = [...new Set(['finding', t('finding')])].map(escaped).join('|');
  const image = [...new Set(['image', t('image')])].map(escaped).join('|');
  // The longest name first: "Ana Ruiz" before "Ana".
  const names = [...people]
    .map(({ name }) => escaped(name))
    .filter(Boolean)
    .sort((a, b) => b.length - a.length);
  const mention = names.length > 0 ? `|@(${names.join('|')})` : '';
  return new RegExp(`\\b(?:(?:${finding})\\s+(\\d{1,6})|(?:${image})\\s+(\\d{1,6}))\\b${mention}`, 'giu');
}

export function pieces(text: string, people: readonly Named[]): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern(people))) {
    const [whole, finding, image, name] = match;
    if (match.index > from) found.push({ kind: 'text', text: text.slice(from, match.index) });
    const person = people.find((one) => one.name.toLowerCase() === name?.toLowerCase());
    if (finding) found.push({ kind: 'finding', text: whole, number: Number(finding) });
    else if (image) found.push({ kind: 'image', text: whole, number: Number(image) });
    else if (person) found.push({ kind: 'mention', text: whole, person: person.id });
    from = match.index + whole.length;
  }
  if (from < text.length) found.push({ kind: 'text', text: text.slice(from) });
  return found;
}

/** The name being typed after an @ at the end of a text, or null. */
export function nameBegun(text: string): string | null {
  return /(?:^|\s)@([\p{L}\p{M}'. -]{0,40})$/u.exec(text)?.[1] ?? null;
}
