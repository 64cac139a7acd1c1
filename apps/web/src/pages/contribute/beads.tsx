import { useTexts } from '../../texts/use-texts.tsx';

/** Beads before one's own that are drawn, at most. */
const BEFORE = 7;

/** The chain up to somebody's contribution: theirs shines, and its colours come from its hash. */
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
      <circle cx={own} cy="40" r="23" fill="currentColor" />
      {petals(hash).map(({ angle, length }, index) => (
        <line
          key={index}
          x1={own}
          y1="40"
          x2={own + Math.cos(angle) * length}
          y2={40 + Math.sin(angle) * length}
          className="stroke-on-accent"
          strokeWidth="2.5"
          strokeLinecap="round"
        />
      ))}
    </svg>
  );
}

/** A figure of twelve rays, as long as the first digits of the hash say. */
function petals(hash: string): { angle: number; length: number }[] {
  return Array.from({ length: 12 }, (_, index) => ({
    angle: (index * Math.PI) / 6 - Math.PI / 2,
    length: 4 + Number.parseInt(hash[index] ?? '0', 16),
  }));
}
