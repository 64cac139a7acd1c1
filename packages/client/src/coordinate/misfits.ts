/** Whether files can be one circuit, before any of them is sent. */
import type { LookedAt } from './look-at-file.ts';

/** What keeps files from making one circuit; the server would say it once all of them are there. */
export const MISFITS = [
  'NO_CONSTRAINTS',
  'OTHER_CURVE',
  'TOO_SMALL',
  'NOT_PREPARED',
  'NOBODY_CONTRIBUTED',
  'OTHER_CIRCUIT',
  'NO_GENESIS',
] as const;
export type Misfit = (typeof MISFITS)[number];

/** What is wrong with files that are to be one circuit, as far as it can be told of them. */
export function misfitsOf(files: readonly LookedAt[]): Misfit[] {
  const of = <Kind extends LookedAt['kind']>(kind: Kind) =>
    files.find((file): file is Extract<LookedAt, { kind: Kind }> => file.kind === kind);
  const [r1cs, ptau] = [of('r1cs'), of('ptau')];
  const zkeys = files.flatMap((file) => (file.kind === 'genesis' || file.kind === 'zkey' ? [file] : []));
  const curves = new Set(files.flatMap((file) => ('curve' in file ? [file.curve] : [])));
  const wrong: Record<Misfit, boolean> = {
    NO_CONSTRAINTS: r1cs?.constraints === 0,
    OTHER_CURVE: curves.size > 1,
    TOO_SMALL: r1cs !== undefined && ptau !== undefined && ptau.power < r1cs.power,
    NOT_PREPARED: ptau !== undefined && !ptau.prepared,
    // Everybody knows its secrets: a server takes it only by a hash that somebody vouches for.
    NOBODY_CONTRIBUTED: ptau?.contributions === 0,
    OTHER_CIRCUIT: r1cs !== undefined && zkeys.some(({ wires }) => wires !== r1cs.wires),
    NO_GENESIS: of('zkey') !== undefined && of('genesis') === undefined,
  };
  return MISFITS.filter((misfit) => wrong[misfit]);
}
