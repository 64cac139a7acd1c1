import type { Engine } from '@brebaje/curves/engine';
import { giveBack } from '@brebaje/curves/spare-memory';
import { contribute, MOST_NAME_UNITS } from '@brebaje/groth16/chain/contribute';
import { type GenesisSums, sumGenesis } from '@brebaje/groth16/chain/genesis-sums';
import { ComputationFault } from '@brebaje/groth16/computation-fault';
import { FileError } from '@brebaje/groth16/file-error';
import { personStream } from '@brebaje/groth16/random/generators';
import { Refused } from '@brebaje/groth16/verify/verdict';
import { recordBytes } from '@brebaje/groth16/zkey/records';
import { openZkey, type Zkey } from '@brebaje/groth16/zkey/zkey';
import { toHex } from '@brebaje/kzg/hex';
import { ClientError, stopped } from '../client-error.ts';
import type { FillingFile } from './filling-file.ts';
import type { OwnTurn } from './place.ts';
import type { StoredFile, WorkStore } from './work-store.ts';

/** A finished contribution as it is kept until it is accepted. Hashes and bytes are hex. */
export interface Work {
  /** Of the manifest. */
  ceremony: string;
  circuit: string;
  circuitId: number;
  turnId: number;
  position: number;
  /** SHA-256 of the slim zkey it was made from, and of the one that it is. */
  base: string;
  file: { sha256: string; size: number };
  /** Bytes of the whole zkey that it was made from, where the server says. */
  whole?: number;
  /** The record of section 10, and the name in it. */
  record: string;
  name?: string;
  contributionHash: string;
  /** stateHash before and after. */
  previousState: string;
  state: string;
  /** The combination of L and H as they were received: whoever has the genesis can compare it later. */
  evidence: { seed: string; sum: string };
  /** The upload that has begun, and how storage names the parts it has. */
  upload?: { id: number; etags: Record<number, string> };
}

/** What a computation needs besides the turn. */
export interface WorkOptions {
  /** Mixed into the randomness; wiped by the caller. */
  extraEntropy?: Uint8Array | undefined;
  /** What the record says about who made it. */
  name?: string | undefined;
  progress?: (done: number, total: number) => void;
  signal?: AbortSignal | undefined;
}

/** Where files are read and written. */
type Files = Pick<WorkStore, 'open' | 'write' | 'rename' | 'sha256'>;

/** Reads a genesis and combines its points by a fresh secret seed. Throws STATE_INVALID. */
export async function genesisSums(
  engine: Engine,
  store: Files,
  name: string,
  { progress, signal }: Pick<WorkOptions, 'progress' | 'signal'> = {},
): Promise<GenesisSums> {
  return reading(
    () => store.open(name),
    signal,
    async (file) =>
      sumGenesis(engine, await openZkey(file, { kind: 'slim' }), {
        ...(progress ? { progress } : {}),
        ...(signal ? { signal } : {}),
      }),
  );
}

/**
 * Contributes with a fresh secret to the state in `base`, and puts the new one under `output` when everything
 * that was received and made has been found right. A base that is still coming is checked
 * and divided as it comes: the records before a secret is drawn, each point before it meets the secret. Nothing
 * is kept before it is whole, has its hash, and is what was read. Throws STATE_INVALID, OUTPUT_INVALID, and what
 * a base that is coming fails with.
 */
export function computeWork(
  engine: Engine,
  store: Files,
  files: { base: string | FillingFile; output: string },
  turn: Pick<OwnTurn, 'turnId' | 'circuit' | 'circuitId' | 'position'> & {
    base: Pick<OwnTurn['base'], 'sha256' | 'whole'>;
  },
  ceremony: string,
  genesis: GenesisSums,
  options: WorkOptions = {},
): Promise<Work> {
  const { extraEntropy, progress, signal } = options;
  const name = nameFor(options.name);
  const received = files.base;
  const open = async () => (typeof received === 'string' ? store.open(received) : received);
  return reading(open, signal, async (file) => {
    const base = await openZkey(file, { kind: 'slim' });
    requirePosition(base, turn.position);
    const contribution = await contribute(engine, base, personStream(extraEntropy), {
      ...(name === undefined ? {} : { name }),
      genesis,
      output: 'slim',
      ...(progress ? { progress } : {}),
      ...(signal ? { signal } : {}),
    });
    try {
      const part = `${files.output}.part`;
      const sha256 = await writeAll(store, part, contribution.output);
      const { stateBefore, stateAfter, seed, sum } = contribution.evidence();
      if (typeof received !== 'string') await received.whole();
      signal?.throwIfAborted();
      await store.rename(part, files.output);
      return {
        ceremony,
        circuit: turn.circuit.slug,
        circuitId: turn.circuitId,
        turnId: turn.turnId,
        position: turn.position,
        base: turn.base.sha256,
        file: { sha256, size: contribution.size },
        ...(turn.base.whole === undefined ? {} : { whole: turn.base.whole }),
        record: toHex(recordBytes(contribution.record)),
        ...(name === undefined ? {} : { name }),
        contributionHash: toHex(contribution.contributionHash),
        previousState: toHex(stateBefore),
        state: toHex(stateAfter),
        evidence: { seed: toHex(seed), sum: toHex(sum) },
      };
    } finally {
      contribution.discard();
    }
  });
}

/** Writes a stream as a file of the store, and answers its SHA-256. */
export async function writeAll(
  store: Files,
  name: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<string> {
  const hash = store.sha256();
  const writer = await store.write(name, 0);
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      await writer.write(chunk);
      giveBack(chunk);
    }
  } finally {
    await writer.close();
  }
  return hash.hex();
}

/** What fits into a record: snarkjs cuts longer names, and then nobody would be named. */
export function nameFor(name: string | undefined): string | undefined {
  return name === undefined || name.length > MOST_NAME_UNITS ? undefined : name;
}

function requirePosition({ records }: Zkey, position: number): void {
  const { length } = records.list;
  if (length === position - 1) return;
  throw invalid(`it has ${length} contributions, and ours would be number ${position}`);
}

/** Reads a file, and tells what is wrong with it as somebody who was handed it. */
async function reading<T>(
  open: () => Promise<StoredFile>,
  signal: AbortSignal | undefined,
  use: (file: StoredFile) => Promise<T>,
): Promise<T> {
  const file = await open();
  try {
    return await use(file);
  } catch (error) {
    if (signal?.aborted) throw stopped(signal);
    if (error instanceof Refused) throw invalid(error.message, error);
    if (error instanceof FileError) throw invalid(error.message, error);
    if (error instanceof ComputationFault) {
      throw new ClientError('OUTPUT_INVALID', error.message, {
        next: 'nothing was sent: run brebaje doctor, this machine may be broken',
        cause: error,
      });
    }
    throw error;
  } finally {
    await file.close();
  }
}

function invalid(why: string, cause?: unknown): ClientError {
  return new ClientError('STATE_INVALID', `the state that the server gave is not sound: ${why}`, {
    next: 'nothing was sent; tell the ceremony’s people',
    ...(cause === undefined ? {} : { cause }),
  });
}
