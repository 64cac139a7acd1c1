import type { Engine } from '@brebaje/curves/engine';
import { FileError } from '../file-error.ts';
import type { ByteSink } from '../files/sink.ts';
import type { RecordParameters } from '../parameters.ts';
import { type Beacon, beaconStream } from '../random/generators.ts';
import type { KeyStream } from '../random/key-stream.ts';
import { applyKey } from './apply-key.ts';
import { currentChallenge } from './challenge-hash.ts';
import { drawKey } from './key.ts';
import { placeOf, type Steps } from './points.ts';
import type { Ptau } from './ptau.ts';
import { type PtauContribution, writeAccumulator } from './write-accumulator.ts';

export interface ContributeOptions extends Steps {
  readonly engine: Engine;
  readonly name?: string | undefined;
}

/**
 * Contributes to powers of tau (`powersoftau contribute`): every point times a power of a new secret. Lagrange tables
 * are left out. What is in the sink after an error is to be thrown away. Wipes the stream and what it drew from it.
 *
 * Throws Refused for a point that is none of its group, and a {@link FileError} for a file that was cut from a
 * larger one: its hashes are those of the larger one. It does not tell whether the file is sound: that is for
 * `verifyPtau` to say, before.
 */
export function contributePtau(
  ptau: Ptau,
  sink: ByteSink,
  { stream, name, ...options }: ContributeOptions & { stream: KeyStream },
): Promise<PtauContribution> {
  return contributeAs(ptau, sink, stream, { type: 'person', name, beacon: undefined }, options);
}

/** Contributes what everybody can compute from a beacon (`powersoftau beacon`). Throws as {@link contributePtau}. */
export async function beaconPtau(
  ptau: Ptau,
  sink: ByteSink,
  { beacon, name, ...options }: ContributeOptions & { beacon: Beacon },
): Promise<PtauContribution> {
  const stream = await beaconStream(beacon, options.signal ? { signal: options.signal } : {});
  return contributeAs(ptau, sink, stream, { type: 'beacon', name, beacon }, options);
}

/** Throws a {@link FileError} unless the file has all points of its ceremony. */
export function requireWhole({ header: { power, ceremonyPower } }: Ptau): void {
  if (power === ceremonyPower) return;
  const text = `it was cut from 2^${ceremonyPower} to 2^${power}, and nobody can contribute to it any more`;
  throw new FileError('ptau', 'value', text, 1);
}

async function contributeAs(
  ptau: Ptau,
  sink: ByteSink,
  stream: KeyStream,
  parameters: RecordParameters,
  { engine, ...steps }: ContributeOptions,
): Promise<PtauContribution> {
  try {
    requireWhole(ptau);
    const { header, records } = ptau;
    const challenge = await currentChallenge(ptau, steps.signal ? { signal: steps.signal } : {});
    const key = await drawKey(engine, challenge, stream);
    try {
      const points = (id: 2 | 3 | 4 | 5 | 6) => applyKey(engine, { ...placeOf(ptau, id), id }, key);
      const { publicKey } = key;
      const from = { engine, header, records, challenge, points, publicKey: () => publicKey, parameters };
      return await writeAccumulator(sink, { ...from, ...steps });
    } finally {
      key.wipe();
    }
  } finally {
    stream.wipe();
  }
}
