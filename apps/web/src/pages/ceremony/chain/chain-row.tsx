/** One row of the picture: its piece of the thread and its beads. */
import { memo } from 'react';
import { BeadShape } from './bead-shape.tsx';
import { lineOf, placesOf, spotOf, type Thread } from './thread.ts';

export interface RowProps {
  row: number;
  thread: Thread;
  /** Places on the whole thread. */
  places: number;
  /** Seeds of the beads of this row, joined by spaces: an empty one is not known yet. */
  seeds: string;
  /** Accepted contributions; place n is contribution n. */
  length: number;
  /** What lies behind the last contribution: nothing, the beacon, or a place where it will be. */
  end: 'none' | 'beacon' | 'planned';
}

/** What a bead takes of its place. */
export const BEAD_SHARE = 0.37;

export const ChainRow = memo(function ChainRow({ row, thread, places, seeds, length, end }: RowProps) {
  const { from, to } = placesOf(row, thread, places);
  const known = seeds.split(' ');
  const radius = thread.pitch * BEAD_SHARE;
  const strung = Math.min(places, length + 1 + (end === 'beacon' ? 1 : 0));
  return (
    <g>
      {strung < places && (
        <path
          d={lineOf(row, thread, places)}
          fill="none"
          className="stroke-line"
          strokeWidth={2}
          strokeDasharray="2 6"
          strokeLinecap="round"
        />
      )}
      <path d={lineOf(row, thread, strung)} fill="none" className="stroke-line" strokeWidth={2.5} />
      {Array.from({ length: to - from }, (_, index) => {
        const place = from + index;
        const { x, y } = spotOf(place, thread);
        if (place === 0) return <Genesis key={place} x={x} y={y} radius={radius} />;
        if (place <= length) {
          const seed = known[index];
          return seed ? (
            <BeadShape key={place} seed={seed} x={x} y={y} radius={radius} />
          ) : (
            <circle key={place} cx={x} cy={y} r={radius * 0.72} className="fill-sunken stroke-line" />
          );
        }
        if (place === places - 1 && end !== 'none')
          return <Beacon key={place} x={x} y={y} radius={radius} planned={end === 'planned'} />;
        return null;
      })}
    </g>
  );
});

/** Where every chain begins: a ring around a seed. */
function Genesis({ x, y, radius }: { x: number; y: number; radius: number }) {
  return (
    <g className="stroke-accent">
      <circle cx={x} cy={y} r={radius * 0.8} className="fill-card" strokeWidth={2.5} />
      <circle cx={x} cy={y} r={radius * 0.28} className="fill-accent" stroke="none" />
    </g>
  );
}

const RAYS = Array.from({ length: 16 }, (_, index) => {
  const angle = (index / 16) * 2 * Math.PI;
  const away = index % 2 === 0 ? 1 : 0.55;
  return `${Math.round(Math.cos(angle) * away * 100)},${Math.round(Math.sin(angle) * away * 100)}`;
}).join(' ');

/** Where it ends: a star, hollow as long as nobody knows its value. */
function Beacon({ x, y, radius, planned }: { x: number; y: number; radius: number; planned: boolean }) {
  return (
    <g transform={`translate(${x} ${y}) scale(${(radius * 1.05) / 100})`}>
      <polygon
        points={RAYS}
        strokeWidth={10}
        strokeLinejoin="round"
        className={planned ? 'fill-card stroke-soft' : 'fill-warn stroke-warn'}
        {...(planned ? { strokeDasharray: '14 14' } : {})}
      />
    </g>
  );
}
