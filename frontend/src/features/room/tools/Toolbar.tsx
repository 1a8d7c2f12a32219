import {
  ArrowUpRight,
  Circle,
  Contrast,
  Eye,
  Layers,
  Link2,
  MonitorUp,
  MousePointer2,
  Move,
  Redo2,
  RotateCcw,
  Ruler,
  Star,
  TriangleRight,
  Undo2,
  ZoomIn,
} from 'lucide-react';
import { t } from '../../../shared/i18n';
import type { RoomView } from '../../../sync';
import { ToolButton } from '../../../ui/ToolButton';
import type { Tool } from '../../../viewer';
import { CineMenu, type CineProps } from './CineMenu';
import { LayoutMenu, type LayoutProps } from './LayoutMenu';
import { MoreTools } from './MoreTools';
import { PlanesMenu, type PlanesProps } from './PlanesMenu';
import { PresetMenu, type PresetProps } from './PresetMenu';
import { ViewMenu, type ViewProps } from './ViewMenu';

export interface ToolbarProps extends LayoutProps, PresetProps, ViewProps, PlanesProps, CineProps {
  view: RoomView;
  tool: Tool;
  linked: boolean;
  following: boolean;
  cursorsShown: boolean;
  keyImage: boolean;
  onTool: (tool: Tool) => void;
  onLink: () => void;
  onReset: () => void;
  onKeyImage: () => void;
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
];

const MEASURES: [Tool, typeof Contrast, string][] = [
  ['Length', Ruler, 'L'],
  ['Angle', TriangleRight, 'G'],
  ['Ellipse', Circle, 'E'],
  ['Arrow', ArrowUpRight, 'A'],
];

function offReason(view: RoomView): string | null {
  return view.connection.kind === 'online'
    ? null
    : t('Offline. You can do this again when you are connected.');
}

function Tools({ props, tools }: { props: ToolbarProps; tools: typeof TOOLS }) {
  return tools.map(([name, icon, key]) => (
    <ToolButton
      key={name}
      name={t(name)}
      icon={icon}
      shortcut={key}
      pressed={props.tool === name}
      onPress={() => props.onTool(name)}
    />
  ));
}

function EditTools(props: ToolbarProps) {
  const { view } = props;
  return (
    <>
      <ToolButton
        name={t('Key image')}
        icon={Star}
        shortcut="K"
        pressed={props.keyImage}
        onPress={props.onKeyImage}
      />
      <span className="divider" />
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
      <ToolButton name={t('Reset')} icon={RotateCcw} shortcut="Shift+0" onPress={props.onReset} />
    </>
  );
}

function ImageTools(props: ToolbarProps) {
  return (
    <>
      <PresetMenu {...props} />
      <LayoutMenu {...props} />
      <ToolButton
        name={t('Link scroll')}
        icon={Link2}
        shortcut="Y"
        pressed={props.linked}
        onPress={props.onLink}
      />
      <PlanesMenu {...props} />
      <CineMenu {...props} />
      <ViewMenu {...props} />
    </>
  );
}

function TogetherTools(props: ToolbarProps) {
  const { view } = props;
  const off = offReason(view);
  const buttons: [string, typeof Contrast, string, boolean, () => void][] = [
    [t('Follow'), Eye, 'F', props.following, props.onFollow],
    [t('Present'), MonitorUp, 'Shift+P', view.state.presenter === view.me, props.onPresent],
    [t('Cursors'), MousePointer2, 'C', props.cursorsShown, props.onCursors],
  ];
  return buttons.map(([name, icon, shortcut, pressed, onPress]) => (
    <ToolButton
      key={name}
      {...{ name, icon, shortcut, pressed, onPress }}
      offReason={off}
      onRefused={props.onRefused}
    />
  ));
}

/** Tools on the left, what concerns the others on the right. */
export function Toolbar(props: ToolbarProps) {
  return (
    <div className="room-toolbar" role="toolbar" aria-label={t('Tools')}>
      <Tools props={props} tools={TOOLS} />
      <span className="divider" />
      <Tools props={props} tools={MEASURES} />
      <MoreTools tool={props.tool} onTool={props.onTool} />
      <EditTools {...props} />
      <span className="divider" />
      <ImageTools {...props} />
      <span className="toolbar-end">
        <TogetherTools {...props} />
      </span>
    </div>
  );
}
