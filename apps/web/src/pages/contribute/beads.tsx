import { useTexts } from '../../texts/use-texts.tsx';
import { BeadShape } from '../ceremony/chain/bead-shape.tsx';

/** Beads before one's own that are drawn, at most. */
const BEFORE = 7;

/** The chain up to somebody's contribution: theirs shines, and looks as on the ceremony's page. */
export function Beads({ position, hash }: { position: number | undefined; hash: string }) {
  const { t, formats } = useTexts();
  const before = Math.min(BEFORE, Math.max(0, (position ?? 1) - 1));
  const more = (position ?? 1) - 1 > BEFORE;
  const own = 24 + before * 30 + 26;
  const width = own + 74;
  return (
    <svg
      role="img"
      aria-label={
        position === undefined
          ? t('contribute.beadSomewhere')
          : t('contribute.bead', { position: formats.number(position) })
      }
      preserveAspectRatio="xMinYMid"
      viewBox={`0 0 ${width} 80`}
      className="h-20 w-full max-w-md text-accent rtl:-scale-x-100"
    >
      <line x1={more ? 0 : 24} y1="40" x2={own} y2="40" stroke="currentColor" strokeWidth="3" opacity=".45" />
      <line
        x1={own}
        y1="40"
        x2={width}
        y2="40"
        stroke="currentColor"
        strokeWidth="3"
        strokeDasharray="4 6"
        opacity=".45"
      />
      {Array.from({ length: before }, (_, index) => (
        <circle
          key={index}
          cx={24 + index * 30}
          cy="40"
          r="10"
          fill="currentColor"
          opacity={0.35 + (0.4 * index) / BEFORE}
        />
      ))}
      <circle cx={own} cy="40" r="30" fill="currentColor" opacity=".16" />
      <BeadShape seed={hash} x={own} y={40} radius={25} />
    </svg>
  );
}
