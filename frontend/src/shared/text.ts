/**
 * Words as the protocol takes them (`Words` and `Label` in apps/protocol/messages/base.py). People paste from mails
 * and reports, and what they paste carries things nobody sees; the server refuses the whole message for one of them.
 */
export const CHAT_MAX = 4000;
export const LABEL_MAX = 200;

/** Control characters but tab and newline, what overrides the direction of writing, and halves of characters. */
const REFUSED = /[\0-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\p{Cs}]/gu;
const HALVES = /\p{Cs}/gu;

/** `text` without what the server refuses, at most `max` long; a character of two halves is never cut in two. */
export function cleanText(text: string, max: number): string {
  return text.replace(REFUSED, '').trim().slice(0, max).replace(HALVES, '');
}

/** The same on one line: a label stands beside a mark. */
export function cleanLabel(text: string, max = LABEL_MAX): string {
  return cleanText(text.replace(/\s*[\r\n\t]\s*/g, ' '), max);
}
