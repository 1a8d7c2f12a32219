import {
  EyeOff,
  FlipHorizontal2,
  HelpCircle,
  Maximize,
  RotateCw,
  SlidersHorizontal,
  SquareSplitHorizontal,
  SunMoon,
  Text,
} from 'lucide-react';
import { msg, t } from '../../../shared/i18n';
import { Menu, MenuItem } from '../../../ui/Menu';
import type { ImageViewport } from '../../../viewer';

export type OverlayMode = 'full' | 'short' | 'off';

export interface ViewProps {
  shown: () => ImageViewport | undefined;
  overlay: OverlayMode;
  linesShown: boolean;
  onOverlay: () => void;
  onLines: () => void;
  onBare: () => void;
  onFullScreen: () => void;
  onHelp: () => void;
}

const OVERLAYS: Record<OverlayMode, string> = {
  full: msg('Overlay: full'),
  short: msg('Overlay: short'),
  off: msg('Overlay: off'),
};

function ImageItems({ viewport }: { viewport: ImageViewport | undefined }) {
  const invert = () => viewport?.setInvert(!viewport.view().invert);
  return (
    <>
      <MenuItem name={t('Invert')} icon={SunMoon} shortcut="I" onPress={invert} />
      <MenuItem name={t('Rotate')} icon={RotateCw} shortcut="R" onPress={() => viewport?.rotateBy(90)} />
      <MenuItem name={t('Mirror')} icon={FlipHorizontal2} shortcut="X" onPress={() => viewport?.mirror()} />
    </>
  );
}

/** How images are seen, for me alone. */
export function ViewMenu(props: ViewProps) {
  return (
    <Menu name={t('View')} icon={SlidersHorizontal}>
      {(close) => {
        const then = (act: () => void) => () => {
          act();
          close();
        };
        return (
          <>
            <ImageItems viewport={props.shown()} />
            <MenuItem
              name={t('Reference lines')}
              icon={SquareSplitHorizontal}
              pressed={props.linesShown}
              onPress={props.onLines}
            />
            <MenuItem name={t(OVERLAYS[props.overlay])} icon={Text} shortcut="O" onPress={props.onOverlay} />
            <MenuItem
              name={t('Hide everything but the images')}
              icon={EyeOff}
              shortcut="H"
              onPress={then(props.onBare)}
            />
            <MenuItem
              name={t('Full screen')}
              icon={Maximize}
              shortcut="B"
              onPress={then(props.onFullScreen)}
            />
            <MenuItem name={t('All keys')} icon={HelpCircle} shortcut="?" onPress={then(props.onHelp)} />
          </>
        );
      }}
    </Menu>
  );
}
