import type { Engine, Points, Progress } from '@brebaje/curves/engine';
import { checkState } from './check-state.ts';
import { recoverEcdsa } from './eip712.ts';
import { G1_GENERATOR, G2_GENERATOR } from './generators.ts';
import { parseIdentity } from './identity.ts';
import { G1_BYTES, G2_BYTES, type SubSize } from './sizes.ts';
import type { TranscriptSource, WitnessSegment } from './transcript.ts';
import {
  place,
  TRANSCRIPT_CHECKS,
  type TranscriptCheck,
  type TranscriptFault,
  type TranscriptVerdict,
} from './transcript-verdict.ts';
import { findWitnessFault } from './witness-equations.ts';
import { decodeSegment } from './witness-points.ts';

/** Records that are checked together: memory stays constant, and a bad one is found quickly. */
const SEGMENT = 1024;

/** Recovered signatures between two looks at the event loop, which feeds the engine's threads. */
const RECOVERED_AT_ONCE = 16;

export interface VerifyTranscriptOptions {
  /** Records done of all. */
  progress?: Progress;
  /** The sizes that EIP-712 signatures name, where they are not those of the transcript's powers. */
  ethSizes?: SubSize[];
  /** Records of a segment (default 1,024). */
  segment?: number;
}

/**
 * Verifies a ceremony from its transcript alone, all sub-ceremonies: the whole chain of running products and
 * public keys from the generator to the final powers, every signature that is there, and the powers. Says what
 * is wrong first instead of throwing. Faults of storage or engine are thrown.
 */
export async function verifyTranscript(
  engine: Engine,
  source: TranscriptSource,
  options: VerifyTranscriptOptions = {},
): Promise<TranscriptVerdict> {
  const signed = { bls: 0, ecdsa: 0 };
  const passed = new Set<TranscriptCheck>();
  const verdict = (fault?: TranscriptFault): TranscriptVerdict => ({
    ok: fault === undefined,
    checks: TRANSCRIPT_CHECKS.map((check) => ({
      check,
      verdict: check === fault?.check ? 'failed' : passed.has(check) ? 'passed' : 'skipped',
    })),
    participants: Math.max(0, source.count - 1),
    signed,
    ...(fault && { fault }),
  });

  const origin = source.count > 0 ? await source.segment(0, 1) : undefined;
  const originFault = origin ? (findShapeFault(origin, source) ?? findOriginFault(origin)) : noOrigin;
  if (!origin || originFault) return verdict(originFault);
  passed.add('origin');

  let previous: Points[] = source.sizes.map(() => engine.generator('G1'));
  let last = origin;
  const step = options.segment ?? SEGMENT;
  options.progress?.(1, source.count);
  for (let from = 1; from < source.count; from += step) {
    last = await source.segment(from, Math.min(from + step, source.count));
    const shape = findShapeFault(last, source);
    if (shape) return verdict(shape);
    const segment = await decodeSegment(engine, last, previous);
    if ('check' in segment) return verdict(segment);
    const sizes = options.ethSizes ?? source.sizes;
    const [witness, ecdsa] = await Promise.all([
      findWitnessFault(engine, segment),
      findEcdsaFault(last, sizes),
    ]);
    const fault = witness ?? ecdsa;
    if (fault) return verdict(fault);
    previous = segment.subs.map(({ products }) => engine.slice(products, segment.count, segment.count + 1));
    signed.bls += segment.hashes.count;
    signed.ecdsa += last.ecdsa.filter((signature) => signature !== null).length;
    options.progress?.(from + last.count, source.count);
  }
  for (const check of ['structure', 'points', 'chain', 'bls', 'ecdsa'] as const) passed.add(check);

  const product = findProductFault(last, source);
  if (product) return verdict(product);
  passed.add('product');

  const state = await checkState(engine, source.state);
  if (!state.ok) {
    const { sub, index, text } = state;
    const where = sub === undefined ? '' : ` of sub-ceremony ${sub}`;
    const sentence = `the final powers${where} are not powers of one secret: ${text}`;
    return verdict({
      check: 'powers',
      ...(sub !== undefined && { sub }),
      ...(index !== undefined && { index }),
      sentence,
    });
  }
  passed.add('powers');
  return verdict();
}

const noOrigin: TranscriptFault = {
  check: 'origin',
  index: 0,
  sentence: 'there is no record at all, not even the origin',
};

/** Every list has as many entries as the others, and somebody stands behind every record but the origin. */
function findShapeFault(segment: WitnessSegment, { sizes }: TranscriptSource): TranscriptFault | undefined {
  const { from, count, identities, ecdsa, subs } = segment;
  const fault = (sentence: string, index = from): TranscriptFault => ({
    check: 'structure',
    index,
    sentence,
  });
  if (subs.length !== sizes.length) {
    return fault(`there are powers of ${sizes.length} sub-ceremonies and records of ${subs.length}`);
  }
  const equal = subs.every(
    ({ products, pubkeys, bls, signed }) =>
      products.length === count * G1_BYTES &&
      pubkeys.length === count * G2_BYTES &&
      bls.length === count * G1_BYTES &&
      signed.length === count,
  );
  if (!equal || identities.length !== count || ecdsa.length !== count) {
    return fault(`the lists from record ${from} on are not of equal length`);
  }
  const nameless = identities.findIndex((identity, record) => identity === '' && from + record > 0);
  return nameless < 0 ? undefined : fault(`${place(from + nameless)} names nobody`, from + nameless);
}

function findOriginFault({ identities, ecdsa, subs }: WitnessSegment): TranscriptFault | undefined {
  const fault = (sentence: string, sub?: number): TranscriptFault => ({
    check: 'origin',
    ...(sub !== undefined && { sub }),
    index: 0,
    sentence,
  });
  if (identities[0] !== '' || ecdsa[0] !== null) return fault('record 0 is not the unsigned origin');
  for (const [sub, { products, pubkeys, signed }] of subs.entries()) {
    if (!sameBytes(products, G1_GENERATOR)) {
      return fault(`${place(0, sub)} does not start from the generator of G1`, sub);
    }
    if (!sameBytes(pubkeys, G2_GENERATOR)) {
      return fault(`${place(0, sub)} does not start from the generator of G2`, sub);
    }
    if (signed[0] !== 0) return fault(`${place(0, sub)} is signed`, sub);
  }
  return undefined;
}

async function findEcdsaFault(
  { from, identities, ecdsa, subs }: WitnessSegment,
  sizes: SubSize[],
): Promise<TranscriptFault | undefined> {
  let recovered = 0;
  for (const [record, signature] of ecdsa.entries()) {
    if (signature === null) continue;
    const identity = parseIdentity(identities[record]!);
    const parts = subs.map(({ pubkeys }, sub) => ({
      numG1Powers: sizes[sub]!.g1,
      numG2Powers: sizes[sub]!.g2,
      potPubkey: pubkeys.subarray(record * G2_BYTES, (record + 1) * G2_BYTES),
    }));
    const address = identity.kind === 'eth' ? identity.address : undefined;
    if (address === undefined || recoverEcdsa(parts, signature)?.toLowerCase() !== address) {
      const index = from + record;
      const sentence = `the ECDSA signature in ${place(index)} is not by ${identities[record]} over its public keys`;
      return { check: 'ecdsa', index, sentence };
    }
    recovered++;
    if (recovered % RECOVERED_AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  return undefined;
}

function findProductFault(last: WitnessSegment, source: TranscriptSource): TranscriptFault | undefined {
  const index = source.count - 1;
  for (const [sub, { products }] of last.subs.entries()) {
    const product = products.subarray((last.count - 1) * G1_BYTES);
    if (sameBytes(product, source.state.subs[sub]!.g1.subarray(G1_BYTES, 2 * G1_BYTES))) continue;
    const sentence = `the running product in ${place(index, sub)}, the last one, is not the power 1 of the final powers`;
    return { check: 'product', sub, index, sentence };
  }
  return undefined;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
