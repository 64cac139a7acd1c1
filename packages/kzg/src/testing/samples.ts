/** Synthetic contributions and records for tests: right lengths, not points. */
import type { BatchContribution } from '../contribution.ts';
import type { SubSize } from '../sizes.ts';
import type { WitnessRecord } from '../transcript.ts';

/** Bytes that differ from place to place and from seed to seed. */
export function sampleBytes(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = (seed * 2654435761 + 12345) >>> 0;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

export function sampleContribution(sizes: SubSize[], signed: boolean, seed = 1): BatchContribution {
  return {
    contributions: sizes.map((size, index) => ({
      numG1Powers: size.g1,
      numG2Powers: size.g2,
      g1: sampleBytes(size.g1 * 48, seed + index),
      g2: sampleBytes(size.g2 * 96, seed + index + 100),
      potPubkey: sampleBytes(96, seed + index + 200),
      blsSignature: signed ? sampleBytes(48, seed + index + 300) : null,
    })),
    ecdsaSignature: signed ? sampleBytes(65, seed + 400) : null,
  };
}

export const SAMPLE_ETH_IDENTITY = `eth|0x${'ab'.repeat(20)}`;

export function sampleRecord(
  subs: number,
  seed: number,
  kind: 'signed' | 'bls-only' | 'unsigned',
): WitnessRecord {
  return {
    identity: SAMPLE_ETH_IDENTITY,
    ecdsa: kind === 'signed' ? sampleBytes(65, seed) : null,
    subs: Array.from({ length: subs }, (_, index) => ({
      product: sampleBytes(48, seed + index + 1),
      pubkey: sampleBytes(96, seed + index + 101),
      bls: kind === 'unsigned' ? null : sampleBytes(48, seed + index + 201),
    })),
  };
}

/** A value for `records` of the transcript writer. */
export function reopenable(records: WitnessRecord[]): () => AsyncIterable<WitnessRecord> {
  return async function* () {
    yield* records;
  };
}

export async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return new Uint8Array(Buffer.concat(parts));
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
