import type { LucideIcon, LucideProps } from 'lucide-react';

import { type Shape, SHAPE_PATHS } from './palette';

/** A Lucide icon as the guide draws it: stroke 1.75, silent for screen readers (its control has the name). */
export function Icon({ of: Glyph, ...rest }: { of: LucideIcon } & LucideProps) {
  return <Glyph size={18} strokeWidth={1.75} aria-hidden {...rest} />;
}

interface ShapeProps {
  shape: Shape;
  color: string;
  size?: number;
  hollow?: boolean;
}

/** A participant's shape in the participant's colour. */
export function ShapeIcon({ shape, color, size = 10, hollow = false }: ShapeProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden focusable="false">
      <path
        d={SHAPE_PATHS[shape]}
        fill={hollow ? 'none' : color}
        fillRule="evenodd"
        stroke={hollow ? color : 'none'}
        strokeWidth={hollow ? 1.5 : 0}
      />
    </svg>
  );
}
