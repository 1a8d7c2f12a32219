import { Sun } from 'lucide-react';
import { t } from '../../../shared/i18n';
import { Menu, MenuItem } from '../../../ui/Menu';
import type { WindowPreset } from '../../../viewer';

export interface PresetProps {
  /** Asked when the menu opens: what fits the image in the active viewport. */
  presets: () => WindowPreset[];
  onPreset: (preset: WindowPreset) => void;
}

const KEYS = 8;

export function PresetMenu({ presets, onPreset }: PresetProps) {
  return (
    <Menu name={t('Window preset')} value={t('Window')} icon={Sun}>
      {(close) =>
        presets().map((preset, index) => (
          <MenuItem
            key={`${preset.name} ${index}`}
            name={t(preset.name)}
            shortcut={index < KEYS ? String(index + 1) : undefined}
            onPress={() => {
              onPreset(preset);
              close();
            }}
          />
        ))
      }
    </Menu>
  );
}
