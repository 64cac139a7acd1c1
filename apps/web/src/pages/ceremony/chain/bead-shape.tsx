import { memo } from 'react';
import { BEAD_RADIUS, beadOf } from './bead.ts';
import { beadColours, bubbleOpacity } from './bead-colours.ts';

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
  const [light, dark] = [beadColours(hue, false), beadColours(hue, true)];
  const either = (part: keyof typeof light) => `light-dark(${light[part]}, ${dark[part]})`;
  return (
    <g transform={`translate(${x} ${y}) scale(${radius / BEAD_RADIUS})`}>
      <path d={outline} style={{ fill: either('body'), stroke: either('edge') }} strokeWidth={9} />
      {bubbles.map((bubble, index) => (
        <circle
          key={index}
          cx={bubble.x}
          cy={bubble.y}
          r={bubble.r}
          style={{ fill: either('bubble') }}
          opacity={bubbleOpacity(index)}
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
