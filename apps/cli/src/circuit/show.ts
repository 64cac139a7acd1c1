import type { circuitSchema } from '@brebaje/protocol/rest/circuits';
import type { z } from 'zod';
import { findCeremony } from '../rest/find-ceremony.ts';
import { findCircuit } from '../rest/find-circuit.ts';
import type { RestOptions } from '../rest/rest-options.ts';
import { bytes, counted, document, facts } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';

/** What the metadata of a Groth16 circuit may say; all of it comes from a server. */
interface Told {
  curve?: string;
  domainSize?: number;
  description?: string;
  r1cs?: { constraints: number };
  phase1?: { power: number; contributions: number; blake2b: string; checked: string };
  source?: Record<string, string>;
  adopted?: { records: { position: number; name?: string; contributionHash: string }[] };
}

const CHECKED: Record<string, string> = {
  whole: 'verified whole by the server',
  hash: 'taken for its hash, which the coordinator named',
};

/** `brebaje circuit show <ceremony> [circuit]` */
export async function showCircuit(
  ceremonyNamed: string,
  named: string | undefined,
  options: RestOptions,
  shell: Shell,
): Promise<void> {
  const { client, ceremony } = await findCeremony(ceremonyNamed, options, shell);
  const { id } = findCircuit(ceremony, named);
  const path = `/circuits/${id}`;
  const circuit = (await client.call<z.infer<typeof circuitSchema>>({ method: 'GET', path })).body;
  if (options.json) return document(shell, circuit);
  const { curve, domainSize, description, r1cs, phase1, source = {}, adopted } = circuit.metadata as Told;
  facts(shell, [
    ['circuit', `${circuit.sequence} ${circuit.slug}${circuit.name ? `: ${circuit.name}` : ''}`],
    ['', description],
    ['contributions', contributionsOf(circuit.contributions, circuit.adopted)],
    ['genesis', circuit.genesis],
    ['head', circuit.head],
    ['curve', curve],
    ['constraints', r1cs && `${r1cs.constraints}, domain ${domainSize}`],
    [
      'phase 1',
      phase1 &&
        `power ${phase1.power}, ${counted(phase1.contributions, 'contribution', 'contributions')}, ${CHECKED[phase1.checked] ?? ''}\nBLAKE2b-512 ${phase1.blake2b}`,
    ],
    ...Object.entries(source),
    [
      'files',
      circuit.files?.map(({ name, size, sha256 }) => `${name}, ${bytes(size)}, SHA-256 ${sha256}`).join('\n'),
    ],
    [
      'adopted',
      adopted?.records
        .map(
          ({ position, name, contributionHash }) => `${position} ${name ?? 'nameless'} ${contributionHash}`,
        )
        .join('\n'),
    ],
  ]);
}

/** `5 (2 adopted)`. */
export function contributionsOf(contributions: number, adopted: number | undefined): string {
  return adopted === undefined ? String(contributions) : `${contributions} (${adopted} adopted)`;
}
