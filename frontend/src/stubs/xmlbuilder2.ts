/** Stands in for xmlbuilder2 (see vite.config.ts): nothing here reads or writes XML. */
function refuse(): never {
  throw new Error('XML is not supported');
}

export const create = refuse;
export const convert = refuse;
