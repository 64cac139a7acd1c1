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

/**
 * The row read back, every part only when it is asked for: a transcript is written a column at a time, and goes
 * through all rows for each. Asking throws when what is stored is damaged.
 */
export function recordOf(json: RecordJson): WitnessRecord {
  const signature = (hex: string) => (hex === '' ? null : stored(hex));
  return {
    identity: json.identity,
    get ecdsa() {
      return signature(json.ecdsa);
    },
    subs: json.subs.map((sub) => ({
      get product() {
        return stored(sub.product);
      },
      get pubkey() {
        return stored(sub.pubkey);
      },
      get bls() {
        return signature(sub.bls);
      },
    })),
  };
}
