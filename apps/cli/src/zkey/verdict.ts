import type { Zkey } from '@brebaje/groth16/zkey/zkey';
import { counted, document, facts } from '../rest/tell.ts';
import { hex, inLines } from '../setup-files/tell.ts';
import type { Workbench } from '../setup-files/workbench.ts';
import type { ExpectedBeacon } from './expected-beacon.ts';
import { contributionsOf, tellContributions } from './info.ts';
import type { PinnedCircuit } from './pinned-circuit.ts';

/** What a chain's verdict rests on: files as the command line names them. */
interface Basis {
  readonly genesis?: string | undefined;
  readonly previous?: string | undefined;
  readonly r1cs?: string | undefined;
  readonly ptau?: string | undefined;
  /** What is known of phase 1, where circuit and phase 1 were looked at, or are pinned. */
  readonly phase1?: string | undefined;
  /** What the ceremony's manifest says of the genesis. */
  readonly pinned?: PinnedCircuit | undefined;
}

/** A chain that holds: “valid” where circuit and phase 1 were looked at, else sound from its genesis. */
export function tellVerdict(
  { shell, line, notes }: Workbench,
  found: {
    path: string;
    zkey: Zkey;
    stateHash: Uint8Array;
    basis: Basis;
    /** What the last record had to be, and is. */
    beacon?: ExpectedBeacon | null | undefined;
    json: boolean | undefined;
  },
): void {
  const { path, zkey, stateHash, basis, beacon, json } = found;
  const { genesis, previous, r1cs, ptau, phase1, pinned } = basis;
  const contributions = contributionsOf(zkey);
  const verdict = phase1 === undefined ? 'sound' : 'valid';
  line.clear();
  if (json) {
    const files = { file: path, genesis, previous, r1cs, ptau };
    const { manifest, slug: circuit } = pinned ?? {};
    const last = beacon ? 'beacon' : beacon === null ? 'person' : undefined;
    const known = { phase1, manifest, circuit, expected: last };
    document(shell, { verdict, ...files, ...known, contributions, stateHash: hex(stateHash), notes });
    return;
  }
  const many = counted(contributions.length, 'contribution', 'contributions');
  const of =
    ptau === undefined
      ? `${pinned?.slug} of the manifest`
      : `the circuit of ${r1cs} over the phase 1 of ${ptau}`;
  shell.out(
    verdict === 'valid'
      ? shell.style('green', `Valid: ${many} to ${of}.`)
      : shell.style('green', `Chain sound from this genesis: ${many} to ${genesis}.`),
  );
  if (previous !== undefined)
    shell.out(`It extends ${previous} by exactly one contribution, number ${contributions.length}.`);
  if (beacon) shell.out('The last contribution is that of the beacon.');
  if (beacon === null) shell.out('The last contribution is a person’s.');
  facts(shell, [
    ['Phase 1', phase1],
    ['Manifest', pinned?.manifest],
    ['State', hex(stateHash)],
  ]);
  tellContributions(shell, contributions);
  if (verdict === 'sound')
    shell.err('Whether the genesis is that of a circuit, --manifest tells, or --r1cs and --ptau.\n');
}

/** A genesis that is its circuit's. */
export function tellGenesis(
  { shell, line, notes }: Workbench,
  found: { path: string; zkey: Zkey; phase1: string; json: boolean | undefined },
): void {
  const { path, zkey, phase1, json } = found;
  const { circuitHash } = zkey.records;
  line.clear();
  if (json) {
    document(shell, { verdict: 'genesis', file: path, phase1, circuitHash: hex(circuitHash), notes });
    return;
  }
  shell.out(shell.style('green', 'This is the genesis of the circuit. Nobody has contributed yet.'));
  facts(shell, [
    ['Phase 1', phase1],
    ['Circuit hash', inLines(circuitHash)],
  ]);
}
