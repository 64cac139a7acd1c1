/** `final.json`: what a Groth16 ceremony ended with, as one text that anybody who ends it makes again. */
import { canonicalJson } from '../store/canonical-json.ts';
import type { CircuitRow } from '../store/schema.ts';
import type { Groth16Metadata } from '../verify/groth16-metadata.ts';
import type { BeaconValue } from './beacon-value.ts';
import type { KeptCircuit } from './finalization-state.ts';

export const FINAL_FILE = 'final.json';

/** Kind of the files that the whole zkeys are put together from. */
export const SLIM_ZKEY = 'slim-zkey';

/** The name of a circuit's last zkey, as other tools have it. */
export const wholeName = (slug: string): string => `${slug}_final.zkey`;

/** A circuit at its end; `files` are those that are stored. */
interface End {
  circuit: CircuitRow;
  slim: { hash: string };
  ended: NonNullable<KeptCircuit['ended']>;
  files: { name: string; hash: string; size: number }[];
}

/** Where nothing can be checked without asking others, it says so. */
const ETHEREUM = {
  verifiable: false,
  words:
    'The value is said to be the RANDAO mix of this slot (data.randao of /eth/v1/beacon/states/<slot>/randao). ' +
    'Nothing here proves that: compare it with a beacon node, or an archive of the beacon chain, that you trust.',
};

/** RFC 8785 JSON. `manifest` is its SHA-256. It says nothing of when, where and by whom it was made. */
export function finalText(manifest: string, beacon: BeaconValue, ends: readonly End[]): string {
  const { obtained: _, ...value } = beacon;
  return canonicalJson({
    type: 'brebaje/groth16-final/v1',
    manifest,
    beacon: value.source === 'ethereum' ? { ...value, ...ETHEREUM } : value,
    circuits: ends.map(({ circuit, slim, ended, files }) => {
      const { genesis, immutable, adopted } = JSON.parse(circuit.metadata) as Groth16Metadata;
      const { state, contributionHash, whole } = ended;
      return {
        slug: circuit.slug,
        contributions: circuit.position,
        ...(adopted ? { adopted: adopted.records.length } : {}),
        genesis: { sha256: genesis.sha256, state: genesis.state },
        immutable,
        final: {
          sha256: slim.hash,
          state,
          contributionHash,
          whole: { name: wholeName(circuit.slug), ...whole },
        },
        files: files.map(({ name, hash, size }) => ({ name, sha256: hash, size })),
      };
    }),
  });
}
