import { expect, it, vi } from 'vitest';
import type { RoomSession } from '../../sync';
import type { ImageViewport, ViewportEvents } from '../../viewer';
import { Asking } from './asking';
import { Viewports } from './useViewports';

vi.mock('../../viewer', () => ({}));

it('answers a question that another one replaces, so that no viewport waits for ever', async () => {
  const changed = vi.fn();
  const asking = new Asking(changed);
  const [first, second] = [asking.ask(1), asking.ask(2)];
  expect(await first).toBeNull();
  asking.withdraw(1);
  asking.answer('Nodule');
  expect(await second).toBe('Nodule');
  const third = asking.ask(2);
  asking.withdraw(2);
  expect(await third).toBeNull();
  expect(changed.mock.calls.flat()).toEqual([1, 2, null, 3, null]);
});

class FakeViewport {
  private readonly listeners = new Map<string, (value: unknown) => void>();
  setMarks = vi.fn();
  toCanvas = () => null;
  offSlice = () => null;
  on(name: keyof ViewportEvents, listener: (value: never) => void): () => void {
    this.listeners.set(name, listener as (value: unknown) => void);
    return () => this.listeners.delete(name);
  }
  emit(name: keyof ViewportEvents, value: unknown): void {
    this.listeners.get(name)?.(value);
  }
  cancelDrawing(): boolean {
    this.emit('draft', null);
    return true;
  }
}

it('says that drawing and pointing are over before a viewport goes', () => {
  const show = vi.fn();
  const session = { show, live: { peers: new Map() }, view: () => ({}) } as unknown as RoomSession;
  const viewports = new Viewports(session);
  const fake = new FakeViewport();
  viewports.mount(2, fake as unknown as ImageViewport, document.createElement('div'));
  fake.emit('pointer', { point: [1, 2, 3], image: {} });
  show.mockClear();
  viewports.unmount(2);
  const over = { x: 1, y: 2, z: 3, shown: false, pointing: false };
  expect(show.mock.calls).toEqual([[{ kind: 'draft', value: null }], [{ kind: 'cursor', value: over }, 2]]);
  fake.emit('pointer', { point: [1, 2, 3], image: {} });
  expect(show).toHaveBeenCalledTimes(2);
});
