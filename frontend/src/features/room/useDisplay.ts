import { useEffect, useState } from 'react';
import type { OverlayMode } from './tools/ViewMenu';

const NEXT: Record<OverlayMode, OverlayMode> = { full: 'short', short: 'off', off: 'full' };
/** Overlays come back by themselves: whose image it is must not stay unsaid. */
const OFF_MS = 5000;

/** How I look at things: overlays, everything hidden but the images, full screen. Nobody else is concerned. */
export function useDisplay() {
  const [overlay, setOverlay] = useState<OverlayMode>('full');
  const [bare, setBare] = useState(false);
  useEffect(() => {
    if (overlay !== 'off') return undefined;
    const timer = setTimeout(() => setOverlay('full'), OFF_MS);
    return () => clearTimeout(timer);
  }, [overlay]);
  return {
    overlay,
    bare,
    cycleOverlay: () => setOverlay((mode) => NEXT[mode]),
    toggleBare: () => setBare((before) => !before),
    endBare: () => setBare(false),
    toggleFullScreen: () => {
      if (document.fullscreenElement) void document.exitFullscreen();
      else void document.documentElement.requestFullscreen().catch(() => undefined);
    },
  };
}
