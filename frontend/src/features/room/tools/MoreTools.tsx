import {
  Crosshair,
  type LucideIcon,
  MessageSquarePlus,
  MoreHorizontal,
  MoveDiagonal,
  Pipette,
  PencilLine,
  RulerDimensionLine,
  Search,
  Sparkles,
  Spline,
  SquareDashed,
} from 'lucide-react';
import { msg, t } from '../../../shared/i18n';
import { Menu, MenuItem } from '../../../ui/Menu';
import type { Tool } from '../../../viewer';

const GROUPS: { name: string; tools: [Tool, LucideIcon, string?][] }[] = [
  {
    name: msg('Measure'),
    tools: [
      ['Bidirectional', MoveDiagonal, 'D'],
      ['Cobb angle', Spline],
      ['Rectangle', SquareDashed],
      ['Freehand', PencilLine],
      ['Probe', Pipette, 'Q'],
      ['Calibration', RulerDimensionLine],
    ],
  },
  { name: msg('Say'), tools: [['Comment', MessageSquarePlus]] },
  {
    name: msg('Look'),
    tools: [
      ['Magnifier', Search],
      ['Cross-hair', Crosshair],
      ['Laser', Sparkles],
    ],
  },
];

/** Names of tools that stand in the menu only, for translation. */
export const MORE_NAMES = [msg('Magnifier'), msg('Cross-hair'), msg('Laser')];

interface Props {
  tool: Tool;
  onTool: (tool: Tool) => void;
}

/** The tools that do not fit into the bar. */
export function MoreTools({ tool, onTool }: Props) {
  const chosen = GROUPS.some(({ tools }) => tools.some(([name]) => name === tool));
  return (
    <Menu name={t('More tools')} value={chosen ? t(tool) : t('More')} icon={MoreHorizontal} active={chosen}>
      {(close) =>
        GROUPS.map(({ name, tools }) => (
          <div key={name} role="group" aria-label={t(name)}>
            <h3>{t(name)}</h3>
            {tools.map(([one, icon, shortcut]) => (
              <MenuItem
                key={one}
                name={t(one)}
                icon={icon}
                shortcut={shortcut}
                pressed={tool === one}
                onPress={() => {
                  onTool(one);
                  close();
                }}
              />
            ))}
          </div>
        ))
      }
    </Menu>
  );
}
