import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { ImageRef } from '../../shared/images';
import type { Vec3 } from '../../shared/vec3';
import { type EditorHost, MarkEditor } from './editor';
import type { Draft, Mark, Said, Tool } from '../types';
import { testImage } from '../fixtures';
import { scaleOf } from './scale';
import type { ImageViewport } from '../ImageViewport';
import { handleKey } from '../viewportKeys';

const image = { studyUid: '1', seriesUid: '2', sopUid: '3', frame: 1, frameOfReferenceUid: '9' };
const mark = (over: Partial<Mark>): Mark => ({
  id: 'a',
  tool: 'length',
  image,
  points: [
    [0, 0, 0],
    [100, 0, 0],
  ],
  text: '',
  value: null,
  number: 1,
  unsaved: false,
  locked: false,
  selected: false,
  ...over,
});

const calls = {
  ask: vi.fn<EditorHost['ask']>(),
  emitRefused: vi.fn(),
  changed: vi.fn(),
  emitDraft: vi.fn(),
  emitCommit: vi.fn(),
  emitChange: vi.fn<(id: string, points: Vec3[]) => void>(),
  emitSelect: vi.fn(),
};
let marks: Mark[] = [];
/** What is below the pointer. */
let below: ImageRef = image;

/** Without geometry points are pixels, and those are square here. */
const scale = scaleOf(testImage({ imagePosition: null, pixelSpacing: null }));
let calibrates = true;

/** The screen is the patient here: a millimetre is a pixel. */
function editor(): MarkEditor {
  return new MarkEditor({
    ...calls,
    marks: () => marks,
    visible: () =>
      marks.map(({ id, tool, points }) => ({ id, tool, screen: points.map(([x, y]) => ({ x, y })) })),
    plane: () => ({ scale, axes: { right: [1, 0], down: [0, 1] }, calibrates }),
    pointAt: ({ x, y }) => ({ point: [x, y, 0], image: below }),
  });
}

beforeEach(() => {
  marks = [];
  below = image;
  calibrates = true;
  vi.clearAllMocks();
});

describe('drawing', () => {
  it('takes a drag', async () => {
    const machine = editor();
    expect(machine.down({ x: 10, y: 10 }, 'Length', 1)).toBe(true);
    machine.move({ x: 50, y: 40 });
    machine.up({ x: 50, y: 40 });
    await vi.waitFor(() => expect(calls.emitCommit).toHaveBeenCalledTimes(1));
    expect(calls.emitCommit.mock.calls[0]?.[0]).toMatchObject({
      tool: 'length',
      image,
      text: '',
      points: [
        [10, 10, 0],
        [50, 40, 0],
      ],
    });
    expect(calls.emitDraft).toHaveBeenLastCalledWith(null);
  });

  it('takes two clicks', async () => {
    const machine = editor();
    machine.down({ x: 10, y: 10 }, 'Length', 1);
    machine.up({ x: 10, y: 10 });
    machine.move({ x: 90, y: 10 });
    expect(calls.emitCommit).not.toHaveBeenCalled();
    machine.down({ x: 90, y: 10 }, 'Length', 1);
    machine.up({ x: 90, y: 10 });
    await vi.waitFor(() => expect(calls.emitCommit).toHaveBeenCalledTimes(1));
  });

  it('asks for the words at an arrow, and drops it without them', async () => {
    const machine = editor();
    const draw = (): void => {
      machine.down({ x: 10, y: 10 }, 'Arrow', 1);
      machine.move({ x: 50, y: 40 });
      machine.up({ x: 50, y: 40 });
    };
    calls.ask.mockResolvedValueOnce(null);
    draw();
    await vi.waitFor(() => expect(machine.draft).toBeNull());
    expect(calls.emitCommit).not.toHaveBeenCalled();
    calls.ask.mockResolvedValueOnce({ text: 'Here', value: null });
    draw();
    await vi.waitFor(() =>
      expect(calls.emitCommit).toHaveBeenCalledWith(expect.objectContaining({ text: 'Here' })),
    );
  });

  it('forgets an arrow that was given up while its words were asked for', async () => {
    const machine = editor();
    let answer: (said: Said) => void = () => undefined;
    calls.ask.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    machine.down({ x: 10, y: 10 }, 'Arrow', 1);
    machine.move({ x: 50, y: 40 });
    machine.up({ x: 50, y: 40 });
    machine.cancel();
    answer({ text: 'late', value: null });
    await Promise.resolve();
    expect(calls.emitCommit).not.toHaveBeenCalled();
  });

  it('leaves other tools their drag', () => {
    expect(editor().down({ x: 10, y: 10 }, 'Window/Level', 1)).toBe(false);
  });
});

describe('the other tools', () => {
  const click = (machine: MarkEditor, tool: Tool, x: number, y: number): void => {
    machine.move({ x, y });
    machine.down({ x, y }, tool, 1);
    machine.up({ x, y });
  };
  const committed = async (): Promise<Draft & Said> => {
    await vi.waitFor(() => expect(calls.emitCommit).toHaveBeenCalledTimes(1));
    return calls.emitCommit.mock.calls[0]?.[0] as Draft & Said;
  };

  it('takes an angle as a drag and a click, end, vertex, end', async () => {
    const machine = editor();
    machine.down({ x: 10, y: 10 }, 'Angle', 1);
    machine.move({ x: 50, y: 10 });
    machine.up({ x: 50, y: 10 });
    click(machine, 'Angle', 50, 60);
    expect((await committed()).points).toEqual([
      [10, 10, 0],
      [50, 10, 0],
      [50, 60, 0],
    ]);
  });

  it('takes a Cobb angle as two drags', async () => {
    const machine = editor();
    for (const y of [10, 80]) {
      machine.down({ x: 10, y }, 'Cobb angle', 1);
      machine.move({ x: 60, y: y + 5 });
      machine.up({ x: 60, y: y + 5 });
    }
    expect((await committed()).points).toHaveLength(4);
  });

  it('draws a box upright and an ellipse by the ends of its axes', async () => {
    const machine = editor();
    machine.down({ x: 10, y: 10 }, 'Ellipse', 1);
    machine.move({ x: 50, y: 30 });
    machine.up({ x: 50, y: 30 });
    expect((await committed()).points).toEqual([
      [10, 20, 0],
      [50, 20, 0],
      [30, 10, 0],
      [30, 30, 0],
    ]);
  });

  it('takes an outline while the button is held, with no more points than the wire carries', async () => {
    const machine = editor();
    machine.down({ x: 10, y: 10 }, 'Freehand', 1);
    for (let step = 0; step < 2000; step += 1) machine.move({ x: 10 + 4 * step, y: 10 + (step % 7) * 5 });
    machine.up({ x: 20, y: 90 });
    const { points } = await committed();
    expect(points.length).toBe(255);
    expect(points[0]).toEqual([10, 10, 0]);
  });

  it('sets a probe with one click, also on a mark that lies there', async () => {
    marks = [mark({})];
    click(editor(), 'Probe', 50, 0);
    expect(await committed()).toMatchObject({ tool: 'probe', points: [[50, 0, 0]] });
  });

  it('drops what has no extent', () => {
    const machine = editor();
    click(machine, 'Length', 10, 10);
    click(machine, 'Length', 10, 10);
    expect(machine.draft).toBeNull();
    expect(calls.emitCommit).not.toHaveBeenCalled();
  });

  it('asks how long a calibration line is, and refuses one where the image says it itself', async () => {
    calls.ask.mockResolvedValueOnce({ text: '', value: 50 });
    const machine = editor();
    machine.down({ x: 10, y: 10 }, 'Calibration', 1);
    machine.move({ x: 50, y: 10 });
    machine.up({ x: 50, y: 10 });
    expect(await committed()).toMatchObject({ tool: 'calibration', value: 50 });
    calibrates = false;
    expect(machine.down({ x: 10, y: 10 }, 'Calibration', 1)).toBe(true);
    expect(calls.emitRefused).toHaveBeenCalledTimes(1);
    expect(machine.draft).toBeNull();
  });
});

describe('dragging', () => {
  it('moves one end and tells once', () => {
    marks = [mark({})];
    const machine = editor();
    machine.down({ x: 100, y: 0 }, 'Pan', 1);
    machine.move({ x: 100, y: 30 });
    machine.move({ x: 100, y: 60 });
    expect(machine.override('a')).toEqual([
      [0, 0, 0],
      [100, 60, 0],
    ]);
    machine.up({ x: 100, y: 60 });
    expect(calls.emitChange.mock.calls).toEqual([
      [
        'a',
        [
          [0, 0, 0],
          [100, 60, 0],
        ],
      ],
    ]);
  });

  it('moves the whole by its line', () => {
    marks = [mark({})];
    const machine = editor();
    machine.down({ x: 50, y: 0 }, 'Pan', 1);
    machine.move({ x: 55, y: 5 });
    machine.up({ x: 55, y: 5 });
    expect(calls.emitChange).toHaveBeenCalledWith('a', [
      [5, 5, 0],
      [105, 5, 0],
    ]);
  });

  it('only selects what is locked, and what was clicked without moving', () => {
    marks = [
      mark({ locked: true }),
      mark({
        id: 'b',
        points: [
          [0, 50, 0],
          [100, 50, 0],
        ],
      }),
    ];
    const machine = editor();
    machine.down({ x: 50, y: 0 }, 'Pan', 1);
    machine.move({ x: 55, y: 20 });
    machine.up({ x: 55, y: 20 });
    machine.down({ x: 50, y: 50 }, 'Pan', 1);
    machine.up({ x: 50, y: 50 });
    expect(calls.emitSelect.mock.calls).toEqual([['a'], ['b']]);
    expect(calls.emitChange).not.toHaveBeenCalled();
  });

  it('unselects beside everything', () => {
    marks = [mark({ selected: true })];
    expect(editor().down({ x: 50, y: 300 }, 'Pan', 1)).toBe(false);
    expect(calls.emitSelect).toHaveBeenCalledWith(null);
  });
});

describe('another image', () => {
  const other = { ...image, sopUid: '4' };

  it('gives up a length whose second end would be on another image', async () => {
    const machine = editor();
    machine.down({ x: 10, y: 10 }, 'Length', 1);
    machine.move({ x: 30, y: 10 });
    below = other;
    machine.move({ x: 50, y: 40 });
    machine.up({ x: 50, y: 40 });
    await Promise.resolve();
    expect(machine.draft).toBeNull();
    expect(calls.emitDraft).toHaveBeenLastCalledWith(null);
    expect(calls.emitCommit).not.toHaveBeenCalled();
  });

  it('gives up a length that was begun with a click, also between frames of one file', () => {
    const machine = editor();
    machine.down({ x: 10, y: 10 }, 'Length', 1);
    machine.up({ x: 10, y: 10 });
    below = { ...image, frame: 2 };
    machine.shown(below);
    expect(machine.draft).toBeNull();
    expect(calls.emitDraft).toHaveBeenLastCalledWith(null);
  });

  it('puts a mark back whose end is being dragged', () => {
    marks = [mark({})];
    const machine = editor();
    machine.down({ x: 100, y: 0 }, 'Pan', 1);
    machine.move({ x: 100, y: 30 });
    machine.shown(other);
    expect(machine.override('a')).toBeNull();
    below = other;
    machine.move({ x: 100, y: 60 });
    machine.up({ x: 100, y: 60 });
    expect(calls.emitChange).not.toHaveBeenCalled();
  });

  it('selects a mark seen on another image of its plane, and does not drag it there', () => {
    marks = [mark({})];
    below = other;
    const machine = editor();
    machine.down({ x: 100, y: 0 }, 'Pan', 1);
    machine.move({ x: 100, y: 30 });
    machine.up({ x: 100, y: 30 });
    expect(calls.emitSelect).toHaveBeenCalledWith('a');
    expect(calls.emitChange).not.toHaveBeenCalled();
  });

  it('goes on while the same image is shown anew, and keeps an arrow that waits for its words', async () => {
    const machine = editor();
    calls.ask.mockResolvedValueOnce({ text: 'Here', value: null });
    machine.down({ x: 10, y: 10 }, 'Arrow', 1);
    machine.shown(image);
    machine.move({ x: 50, y: 40 });
    machine.up({ x: 50, y: 40 });
    machine.shown(other);
    await vi.waitFor(() => expect(calls.emitCommit).toHaveBeenCalledTimes(1));
    expect(calls.emitCommit.mock.calls[0]?.[0]).toMatchObject({ image, text: 'Here' });
  });
});

describe('keys', () => {
  const viewport = {
    scrollBy: vi.fn(),
    reset: vi.fn(),
    setWindow: vi.fn(),
    presets: () => [{ name: 'Lung', lower: -1350, upper: 150 }],
    removeSelected: () => false,
    tool: 'Pan',
  };
  const press = (key: string, over: Partial<KeyboardEvent> = {}): boolean =>
    handleKey(viewport as unknown as ImageViewport, {
      key,
      code: '',
      shiftKey: false,
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      ...over,
    });
  it('scrolls, resets and takes presets', () => {
    expect([press('PageDown'), press('1'), press(')', { code: 'Digit0', shiftKey: true })]).toEqual([
      true,
      true,
      true,
    ]);
    expect(viewport.scrollBy).toHaveBeenCalledWith(10);
    expect(viewport.setWindow).toHaveBeenCalledWith(-1350, 150);
    expect(viewport.reset).toHaveBeenCalled();
  });
  it('leaves alone what means nothing, and the browser its own', () => {
    expect([press('q'), press('0', { ctrlKey: true }), press('Delete'), press('7')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
