/** The end of a ceremony's chain as a small picture. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { read } from '../../server/rest.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { BeadShape } from '../ceremony/chain/bead-shape.tsx';
import { seedOf } from '../ceremony/chain/seed.ts';

const SHOWN = 9;
const PITCH = 30;
const HEIGHT = 44;

export function SmallChain({
  ceremonyId,
  contributions,
  active,
  ended,
}: {
  ceremonyId: number;
  contributions: number;
  /** Somebody is at work at the end of it. */
  active: boolean;
  /** Nobody will contribute any more. */
  ended: boolean;
}) {
  const { locale } = useTexts();
  const { data } = useQuery({
    queryKey: ['contributions', ceremonyId, 'latest', contributions],
    enabled: contributions > 0,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      read<AnswerBody<'listContributions'>>(
        `/contributions?ceremonyId=${ceremonyId}&sort=-id&limit=${SHOWN}`,
        signal,
      ),
  });
  const latest = (data?.items ?? []).toReversed();
  const whole = contributions <= SHOWN;
  const x = (index: number) => PITCH * (index + 0.6);
  const y = (index: number) => HEIGHT / 2 + Math.sin((index + contributions) * 1.1) * 5;
  // The first place is the genesis, or the part of the chain that is not shown.
  const end = 1 + latest.length;
  const line = Array.from(
    { length: end },
    (_, index) => `${index === 0 ? 'M' : 'L'}${x(index)} ${y(index)}`,
  ).join('');
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${PITCH * (SHOWN + 2.2)} ${HEIGHT}`}
      className={`h-11 w-full ${locale.direction === 'rtl' ? '-scale-x-100' : ''}`}
      preserveAspectRatio="xMinYMid meet"
    >
      {!whole && (
        <path
          d={`M0 ${y(0)}L${x(0)} ${y(0)}`}
          className="stroke-line"
          strokeWidth={2}
          strokeDasharray="2 5"
        />
      )}
      <path d={line} fill="none" className="stroke-line" strokeWidth={2} />
      {whole ? (
        <g className="stroke-accent">
          <circle cx={x(0)} cy={y(0)} r={8} className="fill-card" strokeWidth={2} />
          <circle cx={x(0)} cy={y(0)} r={3} className="fill-accent" stroke="none" />
        </g>
      ) : (
        <circle cx={x(0)} cy={y(0)} r={3} className="fill-line" />
      )}
      {latest.map((link, index) => (
        <BeadShape key={link.id} seed={seedOf(link)} x={x(index + 1)} y={y(index + 1)} radius={11} />
      ))}
      {!ended && (
        <circle
          cx={x(end)}
          cy={y(end)}
          r={8}
          fill="none"
          className={active ? 'breathing stroke-accent' : 'stroke-line'}
          strokeWidth={2}
          strokeDasharray={active ? undefined : '3 4'}
        />
      )}
    </svg>
  );
}
