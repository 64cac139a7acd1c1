/** What files are, by what is in them; names decide nothing. */

import { jsonOf } from '@brebaje/client/archive/read-transcript';
import { contributionHash } from '@brebaje/client/attestation';
import { hashOf } from '@brebaje/client/fingerprint';
import { MOST_ATTESTATION, readAttestation } from '@brebaje/client/groth16/attestation-block';
import { RECEIPT_TYPE, readCircuitReceipt } from '@brebaje/client/groth16/receipt';
import { type KeptFile, keptReceiptOf, powersReceiptOf } from '@brebaje/client/kept-receipt';
import { isObject } from '@brebaje/client/plain';
import { readReceipt } from '@brebaje/client/receipt-check';
import { canonical } from '@brebaje/client/rest/check-log';
import { MOST_VERIFIER } from '@brebaje/client/verify/check-key';
import { type Expected, expectedOf } from '@brebaje/client/verify/expectation';
import { looseOf, rootOf } from './loose.ts';
import type { Given, ReadReceipt, Sorted } from './messages.ts';

/** What a file is looked at for before it is read whole. */
const HEAD_BYTES = 65_536;
/** Reading a file is mostly waiting for the browser. */
const AT_ONCE = 64;
const MOST_RECEIPT = 1 << 20;
const MOST_MANIFEST = 16 << 20;
const MOST_HASH_LINE = 1_000;
const MANIFEST_TYPE = 'brebaje/manifest/v1';

/** Tells files apart. An archive is described by whoever opens it. */
export async function sortGiven(
  files: readonly Given[],
): Promise<Omit<Sorted, 'archive'> & { root?: string }> {
  const sorted: Omit<Sorted, 'archive'> = {
    receipts: [],
    attestations: [],
    transcripts: [],
    expected: [],
    verifiers: [],
    made: [],
    others: [],
  };
  const root = rootOf(files);
  const loose = looseOf(files, root);
  for (let at = 0; at < loose.length; at += AT_ONCE) {
    const some = loose.slice(at, at + AT_ONCE);
    const heads = await Promise.all(some.map(({ file }) => headOf(file)));
    for (const [index, { file }] of some.entries()) await sortOne(file, heads[index]!, sorted);
  }
  return root === undefined ? sorted : { ...sorted, root };
}

async function headOf(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
}

async function sortOne(file: File, bytes: Uint8Array, sorted: Omit<Sorted, 'archive'>): Promise<void> {
  const magic = String.fromCharCode(...bytes.subarray(0, 4));
  if (magic === 'r1cs' || magic === 'ptau') return void sorted.made.push(file);
  const head = new TextDecoder().decode(bytes);
  if (/^\s*\{\s*"transcripts"/.test(head)) return void sorted.transcripts.push(file);
  // A file that is no longer than its head is not read twice.
  const text = file.size > MOST_MANIFEST ? undefined : file.size <= HEAD_BYTES ? head : await file.text();
  if (text !== undefined) {
    const expected = expectedIn(text);
    if (expected) return void sorted.expected.push(expected);
  }
  if (text !== undefined && file.size <= MOST_RECEIPT) {
    const kept = keptReceiptOf(text) ?? powersReceiptOf(text);
    const receipt = kept && receiptOf(file.name, kept);
    if (receipt) return void sorted.receipts.push(receipt);
    if (file.size <= MOST_ATTESTATION && text.includes('brebaje-attestation')) {
      try {
        return void sorted.attestations.push({ name: file.name, text, block: readAttestation(text) });
      } catch {
        return void sorted.others.push(file.name);
      }
    }
  }
  const verifier = /"vk_(alpha_1|delta_2)"|pragma solidity|^\s*(0x)?[0-9a-fA-F]{512}/.test(head);
  if (verifier && file.size <= MOST_VERIFIER) return void sorted.verifiers.push(file);
  sorted.others.push(file.name);
}

/**
 * A manifest by the hash of what it says, however it is laid out; or a hash, alone or as `sha256sum` writes it.
 * Undefined of anything else.
 */
function expectedIn(text: string): Expected | undefined {
  const [word = '', ...names] = text.trim().split(/\s+/, 3);
  const expected = names.length < 2 && text.length <= MOST_HASH_LINE ? expectedOf(word) : undefined;
  if (expected || !text.includes(MANIFEST_TYPE)) return expected;
  const json = jsonOf(text);
  if (!isObject(json) || json.type !== MANIFEST_TYPE) return undefined;
  return { manifest: hashOf(new TextEncoder().encode(canonical(json))) };
}

/** What a receipt says; undefined when nobody could have signed it. */
export function receiptOf(name: string, kept: KeptFile): ReadReceipt | undefined {
  try {
    if (kept.receipt.includes(RECEIPT_TYPE)) {
      const { circuit, position, contributionHash: hash, manifest } = readCircuitReceipt(kept.receipt);
      return { name, kept, said: { scheme: 'GROTH16', circuit, position, hash, manifest } };
    }
    const { identity } = readReceipt(kept.receipt);
    return { name, kept, said: { scheme: 'KZG', identity, hash: contributionHash(kept.receipt) } };
  } catch {
    return undefined;
  }
}
