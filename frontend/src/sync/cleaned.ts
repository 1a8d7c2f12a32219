/** Operations as the server takes them: it refuses a whole one for a character in its words that nobody sees. */
import type { Op } from '../protocol/generated';
import { CHAT_MAX, cleanLabel, cleanText } from '../shared/text';

/** `op` with its words cleaned; null when it says nothing then. */
export function cleaned(op: Op): Op | null {
  switch (op.kind) {
    case 'chat.post': {
      const text = cleanText(op.text, CHAT_MAX);
      return text === '' ? null : { ...op, text };
    }
    case 'annotation.create':
      return { ...op, text: cleanLabel(op.text) };
    case 'annotation.update': {
      const { text } = op.changes;
      return text == null ? op : { ...op, changes: { ...op.changes, text: cleanLabel(text) } };
    }
    default:
      return op;
  }
}
