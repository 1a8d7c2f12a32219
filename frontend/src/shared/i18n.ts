/** Words for the reader, in the language of Django's JavaScript catalogue when the page has loaded one. */
declare global {
  var gettext: ((text: string) => string) | undefined;
}

export type Values = Record<string, string | number>;

/** Translate `text` and put `values` in place of `%(name)s`. */
export function t(text: string, values: Values = {}): string {
  const translated = typeof globalThis.gettext === 'function' ? globalThis.gettext(text) : text;
  return translated.replace(/%\((\w+)\)s/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });
}
