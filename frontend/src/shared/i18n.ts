/** Words for the reader, in the language of Django's JavaScript catalogue when the page has loaded one. */
declare global {
  var gettext: ((text: string) => string) | undefined;
}

export type Values = Record<string, string | number>;

/** Mark words in a table, which reach `t` by a variable, so that they are extracted for translation. */
export const msg = (text: string): string => text;

/** The page's language for dates and times, with Latin digits; English ones as in Europe: `12 Nov 2026`, `14:32`. */
export function locale(): string {
  const language = typeof document === 'undefined' ? '' : document.documentElement.lang;
  return language === '' || language === 'en' ? 'en-GB' : `${language}-u-nu-latn`;
}

/** Keep a name or an identifier from turning the words around it, where those go from right to left. */
export function isolated(value: string | number): string {
  const rtl = typeof document !== 'undefined' && document.documentElement.dir === 'rtl';
  return rtl && typeof value === 'string' ? `\u2068${value}\u2069` : String(value);
}

/** Translate `text` and put `values` in place of `%(name)s`. */
export function t(text: string, values: Values = {}): string {
  const translated = typeof globalThis.gettext === 'function' ? globalThis.gettext(text) : text;
  return translated.replace(/%\((\w+)\)s/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : isolated(value);
  });
}
