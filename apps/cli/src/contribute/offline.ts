import { readFile, stat } from 'node:fs/promises';
import { ClientError } from '@brebaje/client/client-error';
import { baseOf, compute } from '@brebaje/client/compute';
import { fingerprint } from '@brebaje/client/fingerprint';
import { decodeCircuitWork, isCircuitWork } from '@brebaje/client/groth16/work-file';
import {
  decodeWork,
  encodeWork,
  headerSizes,
  MAX_WORK_BYTES,
  type WorkFile,
} from '@brebaje/client/work-file';
import { contributionFromState, unpackState } from '@brebaje/kzg/state';
import type { ComputeOptions } from '../commands/compute.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { ProgressLine } from '../progress-line.ts';
import type { Shell } from '../shell.ts';
import { requireWritableFile } from '../writable.ts';
import { writeWhole } from '../write-file.ts';
import { extraEntropy } from './extra-entropy.ts';
import { startEngine } from './start-engine.ts';

/** A turn lasts ten minutes unless a ceremony says otherwise. */
const USUAL_TURN = 600;

/** Reads a KZG ceremony's work file of one kind. Throws BAD_WORK_FILE. */
export async function readWork(path: string, kind: WorkFile['header']['kind']): Promise<WorkFile> {
  const work = decodeWork(await workBytes(path));
  if (work.header.kind !== kind) {
    const next =
      kind === 'done' ? 'compute it first: brebaje compute' : 'hand it in: brebaje contribute --submit';
    throw new ClientError('BAD_WORK_FILE', `${path} is ${work.header.kind}, not ${kind}`, { next });
  }
  return work;
}

async function workBytes(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > MAX_WORK_BYTES) throw new CommandError(EXIT.file, `${path} is too large for a work file`);
  return new Uint8Array(await readFile(path));
}

/** A work file on a circuit, and the server that it names; undefined for a KZG ceremony's. Throws BAD_WORK_FILE. */
export async function circuitWork(
  path: string,
  kind: WorkFile['header']['kind'],
): Promise<{ bytes: Uint8Array; server: string } | undefined> {
  const bytes = await workBytes(path);
  return isCircuitWork(bytes) ? { bytes, server: decodeCircuitWork(bytes, kind).server } : undefined;
}

/** `brebaje compute`: from one file to another, without a network. */
export async function computeOffline(path: string, options: ComputeOptions, shell: Shell): Promise<void> {
  const circuit = await circuitWork(path, 'work');
  if (circuit) {
    const { computeCircuit } = await import('./circuits/compute.ts');
    return computeCircuit(path, circuit.bytes, options, shell);
  }
  const { header, payload } = await readWork(path, 'work');
  await requireWritableFile(options.output);
  const line = new ProgressLine(shell);
  const base = baseOf(contributionFromState(unpackState(payload, headerSizes(header))));
  if (base.hash !== header.baseHash) {
    throw new ClientError('BAD_WORK_FILE', 'the state in this file is not the one that its header names');
  }
  line.line(`Work for ${header.server}, contribution ${header.position + 1}`);
  line.line(`State: ${fingerprint(base.hash)}`);
  const age = Math.floor(Date.now() / 1000) - header.handedOutAt;
  if (age > USUAL_TURN) {
    const minutes = Math.floor(age / 60);
    line.line(
      `${shell.style('yellow', 'Note:')} this state was handed out ${minutes} minutes ago. A turn usually lasts ` +
        `${USUAL_TURN / 60}: the head may have moved on, and then the contribution will be refused.`,
    );
  }
  const extra = await extraEntropy(options, shell);
  const { engine, kernel } = await startEngine({ line, shell }, options.threads);
  try {
    const computed = await compute(engine, base, {
      extraEntropy: extra,
      identity: header.identity,
      progress: (done, total) => line.bar('Checking, computing, checking', done, total),
    });
    const { stateHash } = computed;
    const done: WorkFile = { header: { ...header, kind: 'done', stateHash }, payload: computed.body };
    await writeWhole(options.output, encodeWork(done), 0o600);
    line.line(`Computed. New state: ${fingerprint(stateHash)}`);
    line.line(`Wrote ${options.output}; hand it in with brebaje contribute --submit`);
    if (options.json) {
      const words = fingerprint(stateHash);
      shell.out(
        JSON.stringify({
          ok: true,
          file: options.output,
          baseHash: base.hash,
          stateHash,
          fingerprint: words,
          kernel,
        }),
      );
    }
  } finally {
    extra?.fill(0);
    await engine.close();
    line.clear();
  }
}
