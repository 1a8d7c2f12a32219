/** The viewer's public face. Import it with `import('…/viewer')`, so that pages without images do not carry it. */
export type { ImageInfo, SeriesImages } from '../shared/images';
export { renderingMode, setRenderingMode } from './bootstrap';
export { ImageViewport, type ViewportOptions } from './ImageViewport';
export { lengthText } from './marks';
export { dateText, imageText, planeName, windowText, zoomText } from './overlay';
export type { WindowPreset } from './presets';
export type { Draft, ImageRef, Mark, PointerAt, Tool, ViewportEvents, ViewState } from './types';
export { type ScrubberMark, ViewportPane, type ViewportPaneProps } from './ViewportPane';
