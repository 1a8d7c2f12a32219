import { Blend, Box } from 'lucide-react';
import { useState } from 'react';
import { msg, t } from '../../../shared/i18n';
import type { Plane3, SlabMode } from '../../../shared/images';
import { Menu, MenuItem } from '../../../ui/Menu';
import type { CutWish } from '../stage/useSlots';

/** A series that could be laid over the one that is shown. */
export interface FusionChoice {
  seriesUid: string;
  name: string;
  on: boolean;
}

export interface PlanesProps {
  /** What is cut out in the active viewport; null: the images as they were taken. */
  cut: CutWish | null;
  /** Why nothing can be cut out of the series. */
  cutRefusal: string | null;
  fusions: FusionChoice[];
  /** 0…1, null without a second series. */
  opacity: number | null;
  onCut: (cut: CutWish | null) => void;
  onThreePlanes: () => void;
  onFuse: (seriesUid: string | null) => void;
  onOpacity: (opacity: number) => void;
}

const PLANES: [Plane3, string][] = [
  ['axial', msg('Axial')],
  ['coronal', msg('Coronal')],
  ['sagittal', msg('Sagittal')],
];
const MODES: [SlabMode, string][] = [
  ['mip', msg('Largest values (MIP)')],
  ['minip', msg('Smallest values (MinIP)')],
  ['average', msg('Average')],
];
const SLABS = [0, 3, 5, 10, 20, 40, 80];

function Slab({ cut, onCut }: { cut: CutWish; onCut: (cut: CutWish) => void }) {
  const [slab, setSlab] = useState(cut.slab);
  const change = (to: typeof slab) => {
    setSlab(to);
    onCut({ ...cut, slab: to });
  };
  return (
    <>
      <label>
        {t('Slab')}
        <select value={slab.mm} onChange={(event) => change({ ...slab, mm: Number(event.target.value) })}>
          {SLABS.map((mm) => (
            <option key={mm} value={mm}>
              {mm === 0 ? t('One layer') : `${mm} mm`}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('Show')}
        <select
          value={slab.mode}
          disabled={slab.mm === 0}
          onChange={(event) => change({ ...slab, mode: event.target.value as SlabMode })}
        >
          {MODES.map(([mode, name]) => (
            <option key={mode} value={mode}>
              {t(name)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function Fusion({ props }: { props: PlanesProps }) {
  const [opacity, setOpacity] = useState(props.opacity ?? 0.6);
  const on = props.fusions.some((choice) => choice.on);
  return (
    <>
      <h3>{t('Lay over it')}</h3>
      {props.fusions.length === 0 && <p className="empty">{t('No other series fits.')}</p>}
      {props.fusions.map((choice) => (
        <MenuItem
          key={choice.seriesUid}
          name={choice.name}
          icon={Blend}
          pressed={choice.on}
          onPress={() => props.onFuse(choice.on ? null : choice.seriesUid)}
        />
      ))}
      {on && (
        <label>
          {t('Opacity')}
          <input
            type="range"
            min={5}
            max={100}
            value={Math.round(opacity * 100)}
            onChange={(event) => {
              setOpacity(Number(event.target.value) / 100);
              props.onOpacity(Number(event.target.value) / 100);
            }}
          />
        </label>
      )}
    </>
  );
}

/** Other planes of a series, slabs, and a second series over the first. */
export function PlanesMenu(props: PlanesProps) {
  const { cut, cutRefusal, onCut } = props;
  const slab = cut?.slab ?? { mode: 'mip' as const, mm: 0 };
  return (
    <Menu name={t('Planes')} icon={Box} active={cut !== null || props.opacity !== null}>
      {(close) => (
        <>
          <MenuItem name={t('As taken')} pressed={cut === null} onPress={() => onCut(null)} />
          {PLANES.map(([plane, name]) => (
            <MenuItem
              key={plane}
              name={t(name)}
              pressed={cut?.plane === plane}
              offReason={cutRefusal}
              onPress={() => onCut({ plane, slab })}
            />
          ))}
          <MenuItem
            name={t('Three planes')}
            offReason={cutRefusal}
            onPress={() => {
              props.onThreePlanes();
              close();
            }}
          />
          {cut && <Slab key={cut.plane} cut={cut} onCut={onCut} />}
          <Fusion props={props} />
        </>
      )}
    </Menu>
  );
}
