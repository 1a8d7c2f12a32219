/** A labelled viewport with its overlay, scrubber and keys; React draws its frame, ImageViewport what is inside. */
import './viewer.css';

import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
} from 'react';

import { locale, msg, t } from '../shared/i18n';
import type { SeriesImages } from '../shared/images';
import { ImageViewport } from './ImageViewport';
import { dateText } from './overlay';
import { OverlayWriter } from './overlayWriter';
import type { StartAt } from './stack';
import type { Draft, Said, Tool } from './types';
import { handleKey } from './viewportKeys';

export interface ViewportPaneProps {
  /** 1 … n; the accessible name is `Viewport n`. */
  number: number;
  series: SeriesImages | null;
  /** Where to open the series; only looked at when `series` changes. */
  start?: StartAt | undefined;
  tool: Tool;
  active: boolean;
  badge?: 'PRIOR' | 'CURRENT' | undefined;
  /** In words, when there is no series: `Loading`, `Choose a series`, or why there is none. */
  message?: string | undefined;
  /** Replaces `Lossless`, such as `Phone: not for diagnosis`. */
  qualityNote?: string | undefined;
  overlay?: 'full' | 'short' | 'off' | undefined;
  /** Asks for the words at a mark, or the length of a calibration line; null = no mark. */
  ask: (draft: Draft) => Promise<Said | null>;
  /** The viewport when it is there, and null before it goes: subscribe here. */
  onViewport: (viewport: ImageViewport | null) => void;
  /** The series is on the screen, or its first image has been refused. */
  onLoaded?: ((viewport: ImageViewport) => void) | undefined;
  onActivate?: (() => void) | undefined;
  /** Over the image, not in the way of the mouse: cursors. */
  children?: ReactNode;
}

export function ViewportPane(props: ViewportPaneProps) {
  const { number, active, badge, message, series, overlay = 'full', onActivate } = props;
  const root = useRef<HTMLDivElement>(null);
  const viewport = useViewport(root, props);
  const keys = (event: KeyboardEvent) => {
    if (viewport.current && handleKey(viewport.current, event.nativeEvent)) event.preventDefault();
  };
  const name = t('Viewport %(number)s', { number });
  return (
    <div
      ref={root}
      className="viewport-pane"
      dir="ltr"
      role="application"
      aria-label={name}
      aria-roledescription={t('image viewer')}
      aria-current={active || undefined}
      tabIndex={0}
      data-overlay={overlay}
      onKeyDown={keys}
      onFocus={onActivate}
      onPointerDown={() => {
        root.current?.focus({ preventScroll: true });
        onActivate?.();
      }}
    >
      <div className="viewport-image" />
      <div className="viewport-layer">{props.children}</div>
      <Overlay name={name} badge={badge} series={series} />
      <Scrubber series={series} viewport={viewport} />
      {!series && message && <p className="viewport-message">{message}</p>}
      <p className="viewport-message" data-slot="error" role="alert" hidden />
      <p className="viewport-live" data-slot="live" aria-live="polite" />
    </div>
  );
}

/** Makes the viewport when the pane appears, and keeps it in step with the properties. */
function useViewport(root: React.RefObject<HTMLDivElement | null>, props: ViewportPaneProps) {
  const { series, tool, number } = props;
  const viewport = useRef<ImageViewport | null>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });

  useLayoutEffect(() => {
    const host = root.current?.querySelector<HTMLDivElement>('.viewport-image');
    if (!root.current || !host) return;
    const made = new ImageViewport(host, {
      id: `viewport-${number}`,
      ask: (draft) => latest.current.ask(draft),
    });
    const writer = new OverlayWriter(root.current, made, () => latest.current.qualityNote);
    made.on('rendered', () => writer.write());
    // The words need not wait for the painter: both come to the screen with the same frame.
    made.on('applied', () => writer.write());
    made.on('progress', () => writer.status());
    made.on('interaction', () => writer.status());
    viewport.current = made;
    latest.current.onViewport(made);
    return () => {
      latest.current.onViewport(null);
      viewport.current = null;
      writer.destroy();
      made.destroy();
    };
  }, [root, number]);

  useEffect(() => {
    const shown = viewport.current;
    if (!series) shown?.clear();
    else if (shown) {
      void shown.load(series, latest.current.start).then(() => {
        if (shown.series() === series) latest.current.onLoaded?.(shown);
      });
    }
  }, [series, number]);
  useEffect(() => viewport.current?.setTool(tool), [tool, number]);
  return viewport;
}

const PLANES = { axial: msg('Axial'), coronal: msg('Coronal'), sagittal: msg('Sagittal') };
const MODES = { average: msg('average'), mip: 'MIP', minip: 'MinIP' };

/** What is cut out of a series: `Coronal MIP 40 mm`. */
function cutText({ images }: SeriesImages): string {
  const cut = images[0]?.reformat;
  if (!cut) return '';
  const slab = cut.slab_mm > 0 ? ` ${t(MODES[cut.mode])} ${cut.slab_mm.toFixed(0)} mm` : '';
  return `${t(PLANES[cut.plane])}${slab}`;
}

function Overlay({
  name,
  badge,
  series,
}: {
  name: string;
  badge: 'PRIOR' | 'CURRENT' | undefined;
  series: SeriesImages | null;
}) {
  const about =
    series &&
    [dateText(series.date, locale()), series.description || series.modality, cutText(series)].filter(Boolean);
  return (
    <div className="viewport-overlay">
      <div className="viewport-top-left">
        <div className="viewport-name is-optional">
          {name}
          {badge && <span className="viewport-badge">{badge === 'PRIOR' ? t('PRIOR') : t('CURRENT')}</span>}
        </div>
        {series && (
          <div className="viewport-patient">
            {[series.patient.name, series.patient.id].filter(Boolean).join(' · ')}
          </div>
        )}
        {about && <div className="viewport-series is-optional">{about.join(' · ')}</div>}
      </div>
      <div className="viewport-bottom-left">
        <div className="is-contract" data-slot="window" />
        <div className="is-contract" data-slot="image" />
        <div className="is-contract" data-slot="zoom" />
      </div>
      <div className="viewport-bottom-right">
        <div data-slot="mirrored" hidden />
        <div className="is-optional" data-slot="location" />
        <div data-slot="quality" />
      </div>
      <div className="viewport-edge is-top is-optional" data-slot="top" hidden />
      <div className="viewport-edge is-right is-optional" data-slot="right" hidden />
      <div className="viewport-edge is-bottom is-optional" data-slot="bottom" hidden />
      <div className="viewport-edge is-left is-optional" data-slot="left" hidden />
      <div className="viewport-bar is-optional" data-slot="bar" hidden />
      <div className="viewport-loading">
        <div data-slot="loading" hidden />
        <div className="viewport-loading-bar" data-slot="loading-bar" hidden />
        <div className="viewport-waiting" data-slot="waiting" hidden />
      </div>
    </div>
  );
}

interface ScrubberProps {
  series: SeriesImages | null;
  viewport: React.RefObject<ImageViewport | null>;
}

function Scrubber({ series, viewport }: ScrubberProps) {
  const count = series?.images.length ?? 0;
  const last = Math.max(1, count - 1);
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    event.stopPropagation();
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    else if (event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    viewport.current?.scrollTo(((event.clientY - box.top) / box.height) * last);
  };
  return (
    <div
      className="viewport-scrubber"
      data-slot="scrubber"
      role="slider"
      aria-label={t('Image')}
      aria-orientation="vertical"
      aria-valuemin={1}
      aria-valuenow={1}
      hidden
      onPointerDown={drag}
      onPointerMove={drag}
    >
      <div className="viewport-thumb" />
    </div>
  );
}
