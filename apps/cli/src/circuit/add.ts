import { resolve } from 'node:path';
import { circuitOf } from '@brebaje/protocol/ceremony-file';
import type { DraftFile } from '@brebaje/protocol/rest/uploads';
import { CommandError, EXIT } from '../exit-codes.ts';
import { callOperator } from '../operator-call.ts';
import { findCeremony } from '../rest/find-ceremony.ts';
import { counted, document, line } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import type { SaidOptions } from './edit.ts';
import { registerCircuit, type WantedCircuit } from './register.ts';

/** Options of `circuit add` and `circuit adopt`. */
export interface AddOptions extends SaidOptions {
  r1cs: string;
  ptau: string;
  ptauHash?: string;
  dropPtau?: boolean;
  wasm?: string;
  genesis?: string;
  zkey?: string;
  /** The data folder of a server on this machine: the files are not sent. */
  data?: string;
}

const HASH = /^(?:[0-9a-f]{64}|[0-9a-f]{128})$/i;

/** `brebaje circuit add|adopt <ceremony> <circuit>` */
export async function addCircuit(
  [ceremony, slug]: readonly [string, string],
  options: AddOptions,
  shell: Shell,
): Promise<void> {
  const wanted = wantedOf(slug, options);
  if (options.data !== undefined) return addHere(options.data, ceremony, wanted, options, shell);
  const found = await findCeremony(ceremony, options, shell);
  const circuit = await registerCircuit(found.client, found.ceremony, wanted, shell);
  if (options.json) return document(shell, circuit);
  tell(shell, found.ceremony.slug, circuit);
}

/** What the options ask for. Throws CommandError for a hash that is none. */
function wantedOf(slug: string, options: AddOptions): WantedCircuit {
  const { ptauHash, dropPtau, ...said } = options;
  if (ptauHash !== undefined && !HASH.test(ptauHash))
    throw new CommandError(
      EXIT.usage,
      '--ptau-hash is SHA-256 or BLAKE2b-512, in 64 or 128 hexadecimal digits',
    );
  return circuitOf({ ...said, slug, 'ptau-hash': ptauHash, 'keep-ptau': dropPtau ? false : undefined });
}

/** Through the socket of the server's folder: nothing goes over the network. */
async function addHere(
  data: string,
  ceremony: string,
  { about, paths }: WantedCircuit,
  options: AddOptions,
  shell: Shell,
): Promise<void> {
  const files = Object.fromEntries(
    (Object.entries(paths) as [DraftFile, string][]).map(([kind, path]) => [kind, resolve(path)]),
  );
  const body = { ceremony, ...about, ...files };
  const answer = await callOperator(data, 'circuitAdd', body, shell.signal);
  if (options.json) return document(shell, answer);
  tell(shell, ceremony, { ...about, ...(answer as { sequence: number; genesis: string; adopted: number }) });
}

function tell(
  shell: Shell,
  ceremony: string,
  circuit: { slug: string; sequence: number; genesis: string; adopted?: number | undefined },
): void {
  const { sequence, slug, genesis, adopted = 0 } = circuit;
  shell.out(`Circuit ${sequence} of ${line(ceremony)}, ${line(slug)}: genesis ${genesis}.`);
  if (adopted > 0)
    shell.out(
      `It goes on after ${counted(adopted, 'contribution', 'contributions')} from elsewhere, verified whole.`,
    );
}
