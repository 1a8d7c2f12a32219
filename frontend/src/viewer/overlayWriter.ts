/**
 * Writes what changes with every image into the overlay's text nodes. React draws the overlay once; going through
 * it for each step of the wheel would cost more than painting the image.
 */
import { t } from '../shared/i18n';
import type { ImageInfo } from '../shared/images';
import type { ImageViewport } from './ImageViewport';
import { imageText, orientationLetters, scaleBar, windowText, zoomText } from './overlay';

const ANNOUNCE_MS = 1000;
const MOST_BAR = 130;
/** Part of the viewport's width: the corners have text of their own. */
const MOST_BAR_PART = 0.26;

export class OverlayWriter {
  private readonly slots = new Map<string, HTMLElement>();
  private announceTimer: ReturnType<typeof setTimeout> | undefined;
  private said = '';

  constructor(
    root: HTMLElement,
    private readonly viewport: ImageViewport,
    private readonly qualityNote: () => string | undefined,
  ) {
    for (const slot of root.querySelectorAll<HTMLElement>('[data-slot]')) {
      this.slots.set(slot.dataset.slot ?? '', slot);
    }
  }

  destroy(): void {
    clearTimeout(this.announceTimer);
  }

  /** After each painted picture. */
  write(): void {
    const { viewport } = this;
    const view = viewport.view();
    const image = viewport.image();
    const shown = image !== null;
    this.text('window', shown ? windowText(view.lower, view.upper) : '');
    this.text('image', shown ? imageText(view.index, view.count) : '');
    this.text('zoom', shown ? zoomText(view.zoom) : '');
    this.text('location', image ? locationText(image) : '');
    this.text('mirrored', view.flipH !== view.flipV ? t('Mirrored') : '');
    // Where there is no picture there is nothing to say about its quality.
    this.text('quality', image && this.viewport.status().error === null ? this.quality(image) : '');
    this.edges(image);
    this.bar();
    this.thumb(view.index, view.count);
    this.status();
    this.announce(view.index, view.count, view.lower, view.upper);
  }

  /** What has been loaded, what is waited for, and why there is no picture. */
  status(): void {
    const { loaded, total, waiting, error } = this.viewport.status();
    const series = this.viewport.series();
    const name = series?.description || series?.modality || '';
    const loading = total > 0 && loaded < total && !error;
    this.text(
      'loading',
      loading ? t('Loading %(name)s, %(loaded)s of %(total)s', { name, loaded, total }) : '',
    );
    const bar = this.slots.get('loading-bar');
    if (bar) {
      bar.hidden = !loading;
      bar.style.setProperty('--part', String(total > 0 ? loaded / total : 0));
    }
    const first = this.viewport.image() === null;
    this.text(
      'waiting',
      waiting !== null && !first ? t('Image %(number)s is coming', { number: waiting + 1 }) : '',
    );
    this.text(
      'error',
      error
        ? t('This image cannot be shown: %(reason)s The other images can still be used.', {
            reason: sentence(t(error)),
          })
        : '',
    );
  }

  private quality(image: ImageInfo): string {
    return this.qualityNote() ?? (image.lossy ? t('Lossy original') : t('Lossless'));
  }

  private edges(image: ImageInfo | null): void {
    const affine = this.viewport.affine();
    const letters = image && affine && orientationLetters(image.imageOrientation, affine);
    for (const edge of ['top', 'right', 'bottom', 'left'] as const) this.text(edge, letters?.[edge] ?? '');
  }

  private bar(): void {
    const slot = this.slots.get('bar');
    const perMm = this.viewport.pixelsPerMm();
    const most = Math.min(MOST_BAR, this.viewport.dimensions().width * MOST_BAR_PART);
    const bar = perMm === null ? null : scaleBar(perMm, most);
    if (slot) slot.style.width = bar ? `${bar.pixels.toFixed(1)}px` : '0';
    this.text('bar', bar?.text ?? '');
  }

  private thumb(index: number, count: number): void {
    const track = this.slots.get('scrubber');
    if (!track) return;
    track.hidden = count < 2;
    track.style.setProperty('--at', String(count > 1 ? index / (count - 1) : 0));
    track.setAttribute('aria-valuemax', String(count));
    track.setAttribute('aria-valuenow', String(index + 1));
  }

  /** For screen readers, once movement has ended. */
  private announce(index: number, count: number, lower: number, upper: number): void {
    if (count === 0) return;
    const text = t('Image %(number)s of %(count)s, window %(width)s, level %(level)s.', {
      number: index + 1,
      count,
      width: Math.round(upper - lower),
      level: Math.round((upper + lower) / 2),
    });
    if (text === this.said) return;
    this.said = text;
    clearTimeout(this.announceTimer);
    this.announceTimer = setTimeout(() => this.text('live', text), ANNOUNCE_MS);
  }

  private text(slot: string, text: string): void {
    const node = this.slots.get(slot);
    if (!node || node.textContent === text) return;
    node.textContent = text;
    node.hidden = text === '';
  }
}

function locationText(image: ImageInfo): string {
  const at = image.sliceLocation ?? image.imagePosition?.[2] ?? null;
  return at === null ? '' : `Loc ${(Math.round(at * 10) / 10 + 0).toFixed(1)} mm`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
