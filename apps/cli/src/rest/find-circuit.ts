import type { CeremonyBody } from '@brebaje/protocol/rest/ceremonies';
import { CommandError, EXIT } from '../exit-codes.ts';

type Circuit = CeremonyBody['circuits'][number];

/** A circuit by its slug or its place in the sequence; not named, the only one. */
export function findCircuit({ circuits }: CeremonyBody, named: string | undefined): Circuit {
  const found =
    named === undefined
      ? circuits.length === 1
        ? circuits[0]
        : undefined
      : circuits.find(({ slug, sequence }) => slug === named || String(sequence) === named);
  if (found) return found;
  const names = circuits.map(({ slug, sequence }) => `${sequence} ${slug}`).join(', ');
  throw new CommandError(
    EXIT.usage,
    named === undefined ? 'which circuit?' : `there is no circuit ${named}`,
    names,
  );
}
