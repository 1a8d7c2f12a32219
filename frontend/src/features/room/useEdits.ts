import { useMemo } from 'react';
import type { Annotation } from '../../protocol/generated';
import { t } from '../../shared/i18n';
import type { ImageRef } from '../../shared/images';
import type { RoomSession } from '../../sync';
import type { Draft, Said } from '../../viewer';
import { titleOf, toolName } from './findings';
import { toWire } from './refs';

export type Editors = Annotation['editable_by'] & string;

/** What I do to marks, key images and in the chat. */
export function useEdits(session: RoomSession) {
  return useMemo(() => {
    const find = (id: string) => session.view().state.annotations.find((mark) => mark.id === id);
    const update = (id: string, changes: object, label: string) =>
      session.submit({ kind: 'annotation.update', id, changes }, label);
    const commit = ({ id, tool, image, points, text, value }: Draft & Said) => {
      session.submit(
        {
          ...{ kind: 'annotation.create', id, tool, image: toWire(image), points, text },
          ...(value !== null && { value }),
        },
        t(toolName(tool)),
      );
    };
    return {
      commit,
      change: (id: string, points: Draft['points']) => update(id, { points }, t('Move finding')),
      remove: (id: string) => {
        const mark = find(id);
        if (mark)
          session.submit({ kind: 'annotation.delete', id }, t('Delete %(title)s', { title: titleOf(mark) }));
      },
      rename: (mark: Annotation, text: string) => update(mark.id, { text }, t('Rename')),
      setEditors: (mark: Annotation, editable_by: Editors) =>
        update(mark.id, { editable_by }, t('Change who may edit')),
      comment: (mark: Annotation, text: string) =>
        session.submit({ kind: 'comment.post', id: crypto.randomUUID(), annotation_id: mark.id, text }),
      /** The same mark once more, on another image of the same plane where there is one. */
      paste: (mark: Annotation, image: ImageRef, points: Draft['points']) =>
        commit({
          ...{ id: crypto.randomUUID(), tool: mark.tool, image, points, text: mark.text },
          value: mark.value ?? null,
        }),
      keyImage: (image: ImageRef, on: boolean) =>
        session.submit({ kind: 'key_image.set', image: toWire(image), on }),
      chat: (text: string) => session.submit({ kind: 'chat.post', id: crypto.randomUUID(), text }),
    };
  }, [session]);
}

export type Edits = ReturnType<typeof useEdits>;
