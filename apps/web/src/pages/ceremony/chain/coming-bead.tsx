import type { Snapshot } from '../../../live/live-feed.ts';

/** How much of a whole contribution is done, by its step; the rest of a step by its percent. */
const BEGINS = { DOWNLOADING: 0, COMPUTING: 0.25, UPLOADING: 0.5, VERIFYING: 0.75, COMPLETED: 1 } as const;

/** 0 to 1. */
export function shareDone({ phase, step, percent }: Snapshot['turns'][number]): number {
  if (phase === 'OFFERED') return 0;
  if (phase === 'VERIFYING') return 0.75 + percent / 400;
  return Math.min(1, BEGINS[step] + percent / 400);
}

/** The contribution that is being made: it fills as it goes. Without a turn an empty place that waits. */
export function ComingBead({
  turn,
  spot: { x, y },
  radius,
}: {
  turn: Snapshot['turns'][number] | undefined;
  spot: { x: number; y: number };
  radius: number;
}) {
  const around = 2 * Math.PI * radius * 0.88;
  return (
    <g>
      <circle
        cx={x}
        cy={y}
        r={radius * 0.88}
        className="fill-card stroke-line"
        strokeWidth={3}
        strokeDasharray={turn ? undefined : '3 5'}
      />
      {turn && (
        <>
          <circle
            cx={x}
            cy={y}
            r={radius * 0.88}
            fill="none"
            className="filling stroke-accent"
            strokeWidth={4}
            strokeLinecap="round"
            strokeDasharray={around}
            strokeDashoffset={around * (1 - Math.max(0.04, shareDone(turn)))}
            transform={`rotate(-90 ${x} ${y})`}
          />
          <circle cx={x} cy={y} r={radius * 0.4} className="breathing fill-accent" />
        </>
      )}
    </g>
  );
}
