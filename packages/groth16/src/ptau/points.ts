import type { Encoding, Engine, Points } from '@brebaje/curves/engine';
import { encodedSize } from '@brebaje/curves/kernel/encoding';
import { sizesOf } from '../curve.ts';
import type { ByteSource } from '../files/source.ts';
import { decodeOrRefuse } from '../verify/verdict.ts';
import { pieceOf } from './piece.ts';
import { type Ptau, ptauSection } from './ptau.ts';
import { groupOf, type PowersId, pointCount, type TablesId } from './sections.ts';

/** Points of a section, from index `first` on. */
export interface Piece {
  readonly first: number;
  readonly points: Points;
}

/** What happens between two pieces. */
export interface Steps {
  /** Points done of all. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Counts points over several sections. */
export function countSteps(total: number, { progress, signal }: Steps): (points: number) => void {
  let done = 0;
  return (points) => {
    signal?.throwIfAborted();
    done += points;
    progress?.(done, total);
  };
}

/** Where the points of a section lie in a file, and how they are written there. */
export interface PointsPlace {
  readonly source: Pick<ByteSource, 'read'>;
  readonly id: PowersId | TablesId;
  /** The byte at which the section's first point begins. */
  readonly at: number;
  readonly encoding: Encoding;
  /** Points from `from` up to, not including, `to`. */
  readonly from: number;
  readonly to: number;
}

/** A section of a ptau, or points `from` to `to` of it. */
export function placeOf(
  ptau: Ptau,
  id: PowersId | TablesId,
  from = 0,
  to = pointCount(id, ptau.header.power),
): PointsPlace {
  return { source: ptau.source, id, at: ptauSection(ptau, id).from, encoding: 'lem', from, to };
}

/**
 * The points of a section in pieces, decoded strictly, one piece ahead of whoever takes them. With `overlap` every
 * piece but the last has the next one's first point, too; without `subgroup` it is not asked which group points are
 * of. Throws Refused for a point that is not one.
 */
export async function* readPoints(
  engine: Engine,
  place: PointsPlace,
  { overlap = false, subgroup = true }: { overlap?: boolean; subgroup?: boolean } = {},
): AsyncGenerator<Piece> {
  const { source, id, at, encoding, from, to } = place;
  const group = groupOf(id);
  const most = pieceOf(engine.curve, group);
  const size = encodedSize(engine.curve, group, encoding);
  const read = async (first: number): Promise<Piece> => {
    const last = Math.min(to, first + most + (overlap ? 1 : 0));
    const bytes = await source.read(at + first * size, at + last * size);
    const points = await decodeOrRefuse(
      () => engine.decode(group, encoding, bytes, { subgroup }),
      (index) => ({ section: id, index: first + index, name: `point ${first + index} of section ${id}` }),
    );
    return { first, points };
  };
  let ahead = read(from);
  // Whoever stops reading leaves a piece behind that nobody asks for.
  ahead.catch(() => {});
  for (let first = from; first < to; first += most) {
    const piece = await ahead;
    if (first + most < to) {
      ahead = read(first + most);
      ahead.catch(() => {});
    }
    yield piece;
  }
}

/** Points `from` to `to` of a section as the file has them. */
export function pointBytes(
  ptau: Ptau,
  id: PowersId | TablesId,
  from: number,
  to: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const size = sizesOf(ptau.header.curve)[groupOf(id)];
  const section = ptauSection(ptau, id);
  return ptau.source.read(section.from + from * size, section.from + to * size);
}
