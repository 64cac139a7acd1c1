import { fromHex, toHex } from '@brebaje/kzg/hex';
import type { WitnessRecord } from '@brebaje/kzg/transcript';
import type { RecordJson } from './verification-messages.ts';

/** A transcript's row as it is stored. */
export function recordJson(record: WitnessRecord): RecordJson {
  const hexOr = (bytes: Uint8Array | null) => (bytes === null ? '' : toHex(bytes));
  return {
    identity: record.identity,
    ecdsa: hexOr(record.ecdsa),
    subs: record.subs.map((sub) => ({
      product: toHex(sub.product),
      pubkey: toHex(sub.pubkey),
      bls: hexOr(sub.bls),
    })),
  };
}

function stored(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  if (!bytes) throw new Error(`stored record: not hex: ${hex.slice(0, 20)}`);
  return bytes;
}

/** The row read back. Throws when what is stored is damaged. */
export function recordOf(json: RecordJson): WitnessRecord {
  return {
    identity: json.identity,
    ecdsa: json.ecdsa === '' ? null : stored(json.ecdsa),
    subs: json.subs.map((sub) => ({
      product: stored(sub.product),
      pubkey: stored(sub.pubkey),
      bls: sub.bls === '' ? null : stored(sub.bls),
    })),
  };
}
