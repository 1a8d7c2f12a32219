import {
  ArrowUpRight,
  Columns2,
  Contrast,
  Eye,
  Layers,
  MonitorUp,
  MousePointer2,
  Move,
  Redo2,
  RotateCcw,
  Ruler,
  Square,
  Undo2,
  ZoomIn,
} from 'lucide-react';
import { t } from '../../shared/i18n';
import type { RoomView } from '../../sync';
import { ToolButton } from '../../ui/ToolButton';
import type { Tool, WindowPreset } from '../../viewer';

export interface ToolbarProps {
  view: RoomView;
  tool: Tool;
  viewports: number;
  presets: WindowPreset[];
  following: boolean;
  cursorsShown: boolean;
  onTool: (tool: Tool) => void;
  onPreset: (preset: WindowPreset) => void;
  onViewports: (count: number) => void;
  onReset: () => void;
  onUndo: () => void;
  onRedo: () => void;
  onFollow: () => void;
  onPresent: () => void;
  onCursors: () => void;
  onRefused: (reason: string) => void;
}

const TOOLS: [Tool, typeof Contrast, string][] = [
  ['Window/Level', Contrast, 'W'],
  ['Scroll', Layers, 'S'],
  ['Pan', Move, 'M'],
  ['Zoom', ZoomIn, 'Z'],
  ['Length', Ruler, 'L'],
  ['Arrow', ArrowUpRight, 'A'],
];

function PresetMenu({ presets, onPreset }: Pick<ToolbarProps, 'presets' | 'onPreset'>) {
  return (
    <label className="preset">
      <span>{t('Window preset')}</span>
      <select
        aria-label={t('Window preset')}
        value=""
        onChange={(event) => {
          const preset = presets[Number(event.target.value)];
          if (preset) onPreset(preset);
          event.target.blur();
        }}
      >
        <option value="" disabled>
          {t('Presets')}
        </option>
        {presets.map((preset, index) => (
          <option key={`${preset.name} ${index}`} value={index}>
            {index < 8 ? `${index + 1}  ` : ''}
            {t(preset.name)}
          </option>
        ))}
      </select>
    </label>
  );
}

function offReason(view: RoomView): string | null {
  return view.connection.kind === 'online'
    ? null
    : t('Offline. You can do this again when you are connected.');
}

function EditTools(props: ToolbarProps) {
  const { view } = props;
  return (
    <>
      <ToolButton
        name={t('Undo')}
        icon={Undo2}
        shortcut="Ctrl+Z"
        onPress={props.onUndo}
        onRefused={props.onRefused}
        hint={view.undoLabel === null ? undefined : t('Undo: %(what)s', { what: view.undoLabel })}
        offReason={view.undoLabel === null ? t('You have done nothing to undo.') : null}
      />
      <ToolButton
        name={t('Redo')}
        icon={Redo2}
        shortcut="Ctrl+Shift+Z"
        onPress={props.onRedo}
        onRefused={props.onRefused}
        hint={view.redoLabel === null ? undefined : t('Redo: %(what)s', { what: view.redoLabel })}
        offReason={view.redoLabel === null ? t('There is nothing to redo.') : null}
      />
      <span className="divider" />
      <PresetMenu presets={props.presets} onPreset={props.onPreset} />
      <ToolButton
        name={props.viewports === 1 ? t('One viewport') : t('Two viewports')}
        icon={props.viewports === 1 ? Square : Columns2}
        onPress={() => props.onViewports(props.viewports === 1 ? 2 : 1)}
        hint={t('Change the layout')}
      />
      <ToolButton name={t('Reset')} icon={RotateCcw} shortcut="Shift+0" onPress={props.onReset} />
    </>
  );
}

function TogetherTools(props: ToolbarProps) {
  const { view } = props;
  const off = offReason(view);
  return (
    <>
      <ToolButton
        name={t('Follow')}
        icon={Eye}
        shortcut="F"
        pressed={props.following}
        onPress={props.onFollow}
        offReason={off}
        onRefused={props.onRefused}
      />
      <ToolButton
        name={t('Present')}
        icon={MonitorUp}
        shortcut="Shift+P"
        pressed={view.state.presenter === view.me}
        onPress={props.onPresent}
        offReason={off}
        onRefused={props.onRefused}
      />
      <ToolButton
        name={t('Cursors')}
        icon={MousePointer2}
        shortcut="C"
        pressed={props.cursorsShown}
        onPress={props.onCursors}
        offReason={off}
        onRefused={props.onRefused}
      />
    </>
  );
}

/** Tools on the left, what concerns the others on the right. */
export function Toolbar(props: ToolbarProps) {
  return (
    <div className="room-toolbar" role="toolbar" aria-label={t('Tools')}>
      {TOOLS.map(([name, icon, key]) => (
        <ToolButton
          key={name}
          name={t(name)}
          icon={icon}
          shortcut={key}
          pressed={props.tool === name}
          onPress={() => props.onTool(name)}
        />
      ))}
      <span className="divider" />
      <EditTools {...props} />
      <span className="toolbar-end">
        <TogetherTools {...props} />
      </span>
    </div>
  );
}
