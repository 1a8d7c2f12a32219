import { expect, it, vi } from 'vitest';
import type { RoomSession } from '../../sync';
import type { Draft, ImageViewport, ViewportEvents } from '../../viewer';
import { Asking, type Question } from './asking';
import { Viewports } from './stage/viewports';

vi.mock('../../viewer', () => ({ TRAIL_MS: 1000, imageOf: () => null, isRefusal: () => false }));

const draft = { id: 'd' } as Draft;
const said = (text: string) => ({ text, value: null });

it('answers a question that another one replaces, so that no viewport waits for ever', async () => {
  const changed = vi.fn();
  const asking = new Asking(changed);
  const [first, second] = [asking.ask(1, draft), asking.ask(2, draft)];
  expect(await first).toBeNull();
  asking.withdraw(1);
  asking.answer(said('Nodule'));
  expect(await second).toEqual(said('Nodule'));
  const third = asking.ask(2, draft);
  asking.withdraw(2);
  expect(await third).toBeNull();
  const numbers = changed.mock.calls.map(([question]) => (question as Question | null)?.number ?? null);
  expect(numbers).toEqual([1, 2, null, 3, null]);
});

class FakeViewport {
  private readonly listeners = new Map<string, (value: unknown) => void>();
  setMarks = vi.fn();
  guides = { setCrosshairs: vi.fn(), setTrails: vi.fn(), setLines: vi.fn(), draw: vi.fn() };
  toCanvas = () => null;
  offSlice = () => null;
  dimensions = () => ({ width: 100, height: 100 });
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
  const session = {
    show,
    live: { peers: new Map() },
    view: () => ({ present: [] }),
  } as unknown as RoomSession;
  const viewports = new Viewports(session);
  const fake = new FakeViewport();
  viewports.mount(2, fake as unknown as ImageViewport, document.createElement('div'));
  fake.emit('pointer', { point: [1, 2, 3], image: {} });
  show.mockClear();
  viewports.unmount(2);
  const over = { x: 0, y: 0, z: 0, shown: false, pointing: false, laser: false };
  expect(show.mock.calls).toEqual([[{ kind: 'draft', value: null }], [{ kind: 'cursor', value: over }, 2]]);
  fake.emit('pointer', { point: [1, 2, 3], image: {} });
  expect(show).toHaveBeenCalledTimes(2);
});
