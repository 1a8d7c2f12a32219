import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { msg, t } from '../../../shared/i18n';
import { Menu, MenuItem } from '../../../ui/Menu';
import { type ImageViewport, type Loop, RATES } from '../../../viewer';

export interface CineProps {
  /** The active viewport. */
  shown: () => ImageViewport | undefined;
  playing: boolean;
  onPlay: () => void;
}

const LOOPS: [Loop, string][] = [
  ['loop', msg('From the start again')],
  ['bounce', msg('Forth and back')],
  ['once', msg('Once')],
];

function Settings({ viewport }: { viewport: ImageViewport }) {
  const { cine } = viewport;
  const [rate, setRate] = useState(cine.rate);
  const [loop, setLoop] = useState(cine.loop);
  return (
    <>
      <label>
        {t('%(rate)s images a second', { rate: Math.round(rate) })}
        <input
          type="range"
          aria-label={t('Images a second')}
          min={RATES.least}
          max={RATES.most}
          value={rate}
          onChange={(event) => {
            cine.rate = Number(event.target.value);
            setRate(cine.rate);
          }}
        />
      </label>
      <label>
        {t('At the end')}
        <select
          value={loop}
          onChange={(event) => {
            cine.loop = event.target.value as Loop;
            setLoop(cine.loop);
          }}
        >
          {LOOPS.map(([value, name]) => (
            <option key={value} value={value}>
              {t(name)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

export function CineMenu({ shown, playing, onPlay }: CineProps) {
  return (
    <Menu name={t('Cine')} icon={playing ? Pause : Play} active={playing}>
      {() => {
        const viewport = shown();
        return (
          <>
            <MenuItem
              name={playing ? t('Stop') : t('Play')}
              icon={playing ? Pause : Play}
              shortcut="Space"
              onPress={onPlay}
            />
            {viewport && <Settings viewport={viewport} />}
          </>
        );
      }}
    </Menu>
  );
}
