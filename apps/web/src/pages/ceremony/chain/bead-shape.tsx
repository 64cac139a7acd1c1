import { memo } from 'react';
import { BEAD_RADIUS, beadOf } from './bead.ts';

/** Enough contrast with the card in either theme at every hue: 3:1 and more. */
const body = (hue: number) => `light-dark(oklch(0.56 0.14 ${hue}), oklch(0.77 0.12 ${hue}))`;
const shade = (hue: number) => `light-dark(oklch(0.47 0.13 ${hue}), oklch(0.66 0.12 ${hue}))`;
const light = (hue: number) => `light-dark(oklch(0.9 0.06 ${hue}), oklch(0.95 0.04 ${hue}))`;

/** A contribution as its hash draws it, with this radius around a point. */
export const BeadShape = memo(function BeadShape({
  seed,
  x = 0,
  y = 0,
  radius,
}: {
  seed: string;
  x?: number;
  y?: number;
  radius: number;
}) {
  const { hue, outline, bubbles } = beadOf(seed);
  return (
    <g transform={`translate(${x} ${y}) scale(${radius / BEAD_RADIUS})`}>
      <path d={outline} style={{ fill: body(hue), stroke: shade(hue) }} strokeWidth={9} />
      {bubbles.map((bubble, index) => (
        <circle
          key={index}
          cx={bubble.x}
          cy={bubble.y}
          r={bubble.r}
          style={{ fill: light(hue) }}
          opacity={0.75 - 0.2 * index}
        />
      ))}
    </g>
  );
});

/** A bead by itself, where a contribution is named. */
export function Bead({ seed, size = 28 }: { seed: string; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox={`${-size / 2} ${-size / 2} ${size} ${size}`}
      className="inline-block shrink-0 align-middle"
    >
      <BeadShape seed={seed} radius={size * 0.43} />
    </svg>
  );
}
