import type { Engine, Progress } from '@brebaje/curves/engine';
import { invertScalar, SCALAR_ORDERS } from '@brebaje/curves/scalar';
import {
  containerSize,
  type NewSection,
  sectionOfBytes,
  writeContainer,
} from '../container/write-container.ts';
import { streamOf } from '../files/source.ts';
import { drawPoint, hashToG2 } from '../random/curve-point.ts';
import { drawScalar } from '../random/field-element.ts';
import { type Beacon, type BeaconOptions, beaconStream } from '../random/generators.ts';
import type { KeyStream } from '../random/key-stream.ts';
import { headerBytes, type ZkeyHeader } from '../zkey/header.ts';
import { type ContributionRecord, recordsBytes } from '../zkey/records.ts';
import { CONTRIBUTED_ORDER, SECTION, SLIM_ORDER, type Zkey, zkeySection } from '../zkey/zkey.ts';
import { type CheckedChain, requireChain } from './check-chain.ts';
import { Dividing, type Evidence } from './dividing.ts';
import { type GenesisSums, requireSameCircuit } from './genesis-sums.ts';
import { contributionHash } from './record-hash.ts';

/** UTF-16 units of a name that snarkjs writes; it cuts longer ones. */
export const MOST_NAME_UNITS = 64;

export interface ContributeOptions {
  /** Stands in the record; nothing is bound to it. */
  name?: string;
  /** The genesis' combination. Without it what a hostile server hands out is found out only later. */
  genesis?: GenesisSums;
  /** What was checked of the chain while waiting. */
  known?: CheckedChain;
  /** The hash of the state that was promised. */
  state?: Uint8Array;
  /** What to write: like the base unless told otherwise. A whole zkey from a slim base needs `immutable`. */
  output?: Zkey['kind'];
  /** A whole zkey of the same circuit, for the sections that no contribution changes. */
  immutable?: Zkey;
  /** Points of L and H done of all. */
  progress?: Progress;
  signal?: AbortSignal;
}

/** A contribution that is computed while its output is read. */
export interface Contribution {
  readonly record: ContributionRecord;
  /** What the contributor publishes: 64 bytes. */
  readonly contributionHash: Uint8Array;
  /** Bytes of the output. */
  readonly size: number;
  /**
   * The new zkey, once. Until it has ended nothing of it may leave the machine: what the base was and whether
   * the result is right is known only at the end. Throws Refused for a base that no honest ceremony hands out,
   * ComputationFault when the own result is wrong.
   */
  readonly output: AsyncGenerator<Uint8Array>;
  /** What can be published to have it audited, when the output has ended. */
  evidence(): Evidence;
  /** Overwrites the secret of a contribution whose output is not read to its end. Idempotent. */
  discard(): void;
}

/**
 * Contributes to a zkey. Header and records are checked before a secret is drawn, every point of L and H before
 * it meets the secret; the whole of L and H is compared with the genesis and the result with both before the
 * output ends. Draws from `stream` and wipes it, whatever happens. Throws Refused for a bad base.
 */
export async function contribute(
  engine: Engine,
  base: Zkey,
  stream: KeyStream,
  options: ContributeOptions = {},
): Promise<Contribution> {
  return contributeWith(engine, base, stream, undefined, options);
}

/**
 * The contribution that everybody can compute: the same bytes for the same base, beacon and name. Throws a
 * RangeError for a beacon that is not computed.
 */
export async function contributeBeacon(
  engine: Engine,
  base: Zkey,
  beacon: Beacon,
  options: ContributeOptions & { hashing?: BeaconOptions['progress'] } = {},
): Promise<Contribution> {
  const { hashing: progress, signal } = options;
  const stream = await beaconStream(beacon, { ...(progress && { progress }), ...(signal && { signal }) });
  return contributeWith(engine, base, stream, beacon, options);
}

async function contributeWith(
  engine: Engine,
  base: Zkey,
  stream: KeyStream,
  beacon: Beacon | undefined,
  options: ContributeOptions,
): Promise<Contribution> {
  const { genesis, known, signal, name = '' } = options;
  const { curve } = base.header;
  const secrets: Uint8Array[] = [];
  const discard = () => {
    stream.wipe();
    for (const secret of secrets) secret.fill(0);
  };
  try {
    if (engine.curve !== curve)
      throw new RangeError(`the engine is for ${engine.curve}, the zkey for ${curve}`);
    if (name.length > MOST_NAME_UNITS)
      throw new RangeError(`a name has at most ${MOST_NAME_UNITS} characters`);
    const copied = copiedFrom(base, options);
    if (genesis) requireSameCircuit(base, genesis);
    const { points, transcript } = await requireChain(engine, base, {
      ...(known && { known }),
      ...(signal && { signal }),
    });

    const secret = drawScalar(stream, curve);
    secrets.push(secret);
    const s = drawPoint(stream, curve, 'G1');
    stream.wipe();
    const timesSecret = async (point: Uint8Array, group: 'G1' | 'G2') =>
      engine.scale(await engine.decode(group, 'lem', point), secret);
    const sx = await engine.encode(await timesSecret(s, 'G1'), 'lem');
    const hash = transcript.of({ s, sx });
    const sp = hashToG2(curve, hash);
    const delta1 = await engine.encode(await engine.scale(points.delta1, secret), 'lem');
    const delta2 = await engine.encode(await engine.scale(points.delta2, secret), 'lem');
    const record: ContributionRecord = {
      deltaAfter: delta1,
      s,
      sx,
      spx: await engine.encode(await timesSecret(sp, 'G2'), 'lem'),
      transcript: hash,
      type: beacon ? 'beacon' : 'person',
      name: name === '' ? undefined : name,
      beacon,
    };
    const inverse = invertScalar(secret, SCALAR_ORDERS[curve]);
    secrets.push(inverse);
    secret.fill(0);

    const header: ZkeyHeader = { ...base.header, delta1, delta2 };
    const dividing = new Dividing(engine, base, { header, record, inverse }, options);
    const changed = changedSections(base, header, record, dividing);
    const sections = copied
      ? CONTRIBUTED_ORDER.map((id) => changed.get(id) ?? copyOf(copied, id))
      : SLIM_ORDER.map((id) => changed.get(id)!);
    return {
      record,
      contributionHash: contributionHash(curve, record),
      size: containerSize(sections),
      output: wiping(writeContainer('zkey', sections), discard, signal),
      evidence: () => dividing.evidence(),
      discard,
    };
  } catch (error) {
    discard();
    throw error;
  }
}

/** Where sections that stay are copied from; undefined for a slim output. */
function copiedFrom(
  base: Zkey,
  { output = base.kind, immutable = base }: ContributeOptions,
): Zkey | undefined {
  if (output === 'slim') return undefined;
  if (immutable.kind !== 'whole')
    throw new RangeError('a whole zkey cannot be written from a slim one alone');
  requireSameCircuit(immutable, { header: base.header, circuitHash: base.records.circuitHash });
  return immutable;
}

function changedSections(
  base: Zkey,
  header: ZkeyHeader,
  record: ContributionRecord,
  dividing: Dividing,
): Map<number, NewSection> {
  const records = recordsBytes(base.records.circuitHash, [...base.records.list, record]);
  const divided = (id: 8 | 9): NewSection => ({
    id,
    size: zkeySection(base, id).size,
    content: () => dividing.section(id),
  });
  return new Map(
    [
      sectionOfBytes(SECTION.header, headerBytes(header)),
      divided(SECTION.l),
      divided(SECTION.h),
      {
        id: SECTION.records,
        size: records.length,
        // The file is whole only when everything in it has been found right.
        async *content() {
          await dividing.check();
          yield records;
        },
      },
    ].map((section) => [section.id, section]),
  );
}

function copyOf(zkey: Zkey, id: number): NewSection {
  const { from, size } = zkeySection(zkey, id);
  return { id, size, content: () => streamOf(zkey.source, from, from + size) };
}

async function* wiping(
  output: AsyncGenerator<Uint8Array>,
  wipe: () => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const bytes of output) {
      signal?.throwIfAborted();
      yield bytes;
    }
  } finally {
    wipe();
  }
}
