import { joinBytes } from '@brebaje/curves/bytes';
import type { CurveName } from '@brebaje/curves/engine';
import { blake2b } from '@noble/hashes/blake2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { hashedForm } from '../curve.ts';
import { type ContributionRecord, HASH_BYTES } from '../zkey/records.ts';

/** What a contribution's proof is made of; neither name nor type nor beacon are hashed anywhere. */
export type RecordProof = Pick<ContributionRecord, 'deltaAfter' | 's' | 'sx' | 'spx' | 'transcript'>;

/** A record as later transcripts and its own hash take it in. */
export function recordForm(curve: CurveName, record: RecordProof): Uint8Array<ArrayBuffer> {
  return joinBytes([
    hashedForm(curve, 'G1', record.deltaAfter),
    hashedForm(curve, 'G1', record.s),
    hashedForm(curve, 'G1', record.sx),
    hashedForm(curve, 'G2', record.spx),
    record.transcript,
  ]);
}

/** The contribution hash: what contributors publish. BLAKE2b-512, 64 bytes. */
export function contributionHash(curve: CurveName, record: RecordProof): Uint8Array {
  return blake2b(recordForm(curve, record), { dkLen: HASH_BYTES });
}

/** A hash of 64 bytes as snarkjs prints it: four lines of four groups of eight hexadecimal digits. */
export function hashLines(hash: Uint8Array): string[] {
  const words = bytesToHex(hash).match(/.{8}/g) ?? [];
  return Array.from({ length: words.length / 4 }, (_, i) => words.slice(4 * i, 4 * i + 4).join(' '));
}
