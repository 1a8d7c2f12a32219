import { useState } from 'react';
import type { Annotation } from '../../protocol/generated';
import { t } from '../../shared/i18n';
import type { RoomView } from '../../sync';
import { type Calibrations, carried, contextOf, labelLines } from '../../viewer';
import { fromWire, toMark } from './refs';
import type { Viewports } from './stage/viewports';
import type { Edits } from './useEdits';

interface ClipboardParts {
  viewports: Viewports;
  edits: Edits;
  active: number;
  calibrations: Calibrations;
  view: RoomView;
  say: (text: string) => void;
}

/** Copy a finding: its words for other programs, and itself for another image. */
export function useClipboard({ viewports, edits, active, calibrations, view, say }: ClipboardParts) {
  const [copied, setCopied] = useState<string | null>(null);
  const copy = (mark: Annotation) => {
    setCopied(mark.id);
    const context = contextOf(fromWire(mark.image), calibrations);
    const drawn = toMark(mark, { unsaved: false, locked: false, selected: false });
    const words = context ? labelLines(drawn, context) : [mark.text];
    void navigator.clipboard.writeText(words.join('\n')).catch(() => undefined);
    say(t('Finding %(number)s is copied. Ctrl V puts it on another image.', { number: mark.number }));
  };
  return {
    copy,
    copySelected: (id: string | null) => {
      const mark = view.state.annotations.find((one) => one.id === id && !one.deleted);
      if (mark) copy(mark);
      return mark !== undefined;
    },
    paste: () => {
      const mark = view.state.annotations.find((one) => one.id === copied);
      const viewport = viewports.viewport(active);
      if (!mark || !viewport) return false;
      const placed = carried(viewport, toMark(mark, { unsaved: false, locked: false, selected: false }));
      if (placed) edits.paste(mark, placed.image, placed.points);
      else say(t('This mark does not fit on this image.'));
      return true;
    },
  };
}
