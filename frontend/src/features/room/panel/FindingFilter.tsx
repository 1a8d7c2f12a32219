import { Filter } from 'lucide-react';
import { t } from '../../../shared/i18n';
import type { RoomView } from '../../../sync';
import { Menu } from '../../../ui/Menu';
import type { MarkTool } from '../../../viewer';
import { hidesAnything, type MarkFilter, SHOW_ALL, toolName } from '../findings';
import { nameOf } from '../people';

interface Props {
  view: RoomView;
  filter: MarkFilter;
  onFilter: (filter: MarkFilter) => void;
}

function toggled<T>(set: ReadonlySet<T>, value: T): Set<T> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

interface CheckProps {
  name: string;
  on: boolean;
  onToggle: () => void;
}

function Check({ name, on, onToggle }: CheckProps) {
  return (
    <label className="menu-check">
      <input type="checkbox" checked={on} onChange={onToggle} />
      <bdi>{name}</bdi>
    </label>
  );
}

/** Whose marks, and of which kind, are shown to me. Changes nothing for the others. */
export function FindingFilter({ view, filter, onFilter }: Props) {
  const marks = view.state.annotations.filter((mark) => !mark.deleted);
  const authors = [...new Set(marks.map((mark) => mark.author))];
  const tools = [...new Set<MarkTool>(marks.map((mark) => mark.tool))];
  return (
    <Menu name={t('Show and hide')} value={t('Show')} icon={Filter} active={hidesAnything(filter)}>
      {() => (
        <>
          <h3>{t('By author')}</h3>
          {authors.map((author) => (
            <Check
              key={author}
              name={author === view.me ? t('You') : nameOf(view, author)}
              on={!filter.hiddenAuthors.has(author)}
              onToggle={() => onFilter({ ...filter, hiddenAuthors: toggled(filter.hiddenAuthors, author) })}
            />
          ))}
          <h3>{t('By kind')}</h3>
          {tools.map((tool) => (
            <Check
              key={tool}
              name={t(toolName(tool))}
              on={!filter.hiddenTools.has(tool)}
              onToggle={() => onFilter({ ...filter, hiddenTools: toggled(filter.hiddenTools, tool) })}
            />
          ))}
          <h3>{t('Colour')}</h3>
          <Check
            name={t("In the author's colour")}
            on={filter.byAuthor}
            onToggle={() => onFilter({ ...filter, byAuthor: !filter.byAuthor })}
          />
          <button type="button" className="room-button" onClick={() => onFilter(SHOW_ALL)}>
            {t('Show all')}
          </button>
        </>
      )}
    </Menu>
  );
}
