import { bls12_381 } from '@noble/curves/bls12-381.js';
import type { ChosenKernel } from '../kernel/choose.ts';
import { type Bytes, decode, type JobOf } from './operations.ts';

/** What a thread leaves to noble, because it is rare and meets no secret. Loaded when first needed. */

/** RFC 9380. */
export function hash(kernel: ChosenKernel, { messages, dst }: JobOf<'hash'>): Promise<Bytes> {
  const bytes = new Uint8Array(48 * messages.length);
  for (const [i, message] of messages.entries()) {
    bytes.set(bls12_381.G1.hashToCurve(message, { DST: dst }).toBytes(true), 48 * i);
  }
  return kernel.run((k) =>
    decode(k, {
      op: 'decode',
      curve: 'bls12-381',
      group: 'G1',
      encoding: 'zcash',
      bytes,
      subgroup: false,
      infinity: true,
    }),
  );
}
