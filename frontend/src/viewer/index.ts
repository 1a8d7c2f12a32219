/** The viewer's public face. Import it with `import('…/viewer')`, so that pages without images do not carry it. */
export { renderingMode, setRenderingMode } from './bootstrap';
export { type Loop, RATES } from './cine';
export type { Plane } from './geometry';
export { type CrosshairAt, type ReferenceLine, type Trail, TRAIL_MS } from './guides';
export { ImageViewport, type ViewportOptions } from './ImageViewport';
export { cutStack, imageOf, register } from './known';
export { type Calibrations, calibrationsFrom, contextOf } from './marks/context';
export { labelLines, shortValue } from './marks/measure';
export { dateText, imageText, planeName, windowText, zoomText } from './overlay';
export type { WindowPreset } from './presets';
export type { StartAt } from './stack';
export {
  type Draft,
  type ImageRef,
  type Mark,
  MARK_OF,
  type MarkTool,
  type PointerAt,
  type Said,
  type Tool,
  type ViewportEvents,
  type ViewState,
} from './types';
export { carried } from './viewportHands';
export { ViewportPane, type ViewportPaneProps } from './ViewportPane';
export { fusionRefusal } from './volume/fusion';
export type { LayerView } from './volume/layer';
export { type Slab, THIN } from './volume/reformat';
export { isRefusal, type Refusal, volumeOf } from './volume/volume';
