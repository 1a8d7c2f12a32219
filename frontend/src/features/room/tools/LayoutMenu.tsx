import { Columns2, Grid2x2, type LucideIcon, Rows2, Square } from 'lucide-react';
import { t } from '../../../shared/i18n';
import { Menu, MenuItem } from '../../../ui/Menu';
import { type Layout, LAYOUTS } from '../stage/useSlots';

export interface LayoutProps {
  layout: Layout;
  onLayout: (layout: Layout) => void;
}

const ICONS: LucideIcon[] = [Square, Columns2, Rows2, Grid2x2];

const nameOf = ({ rows, columns }: Layout): string => `${rows} × ${columns}`;

export function LayoutMenu({ layout, onLayout }: LayoutProps) {
  const at = LAYOUTS.findIndex((one) => nameOf(one) === nameOf(layout));
  return (
    <Menu name={t('Layout')} value={nameOf(layout)} icon={ICONS[at] ?? Grid2x2}>
      {(close) =>
        LAYOUTS.map((one, index) => (
          <MenuItem
            key={nameOf(one)}
            name={nameOf(one)}
            icon={ICONS[index] ?? Square}
            pressed={index === at}
            onPress={() => {
              onLayout(one);
              close();
            }}
          />
        ))
      }
    </Menu>
  );
}
