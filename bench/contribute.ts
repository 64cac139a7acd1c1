/**
 * A contribution's arithmetic at Ethereum's sizes (decode, multiply power i by s·tⁱ, encode) against
 * ffjavascript, the engine under snarkjs, on the same points with the same number of threads.
 */

import { bigIntToScalar } from '@brebaje/curves/scalar';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { ETHEREUM_SIZES } from '@brebaje/kzg/sizes';
import { initialState } from '@brebaje/kzg/state';
import { buildBls12381 } from 'ffjavascript';
import { interleave, line, median, ratio } from './measure.ts';
import type { BenchOptions } from './run.ts';

const SECRET = 0x2f3a91c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f80n;

/** ffjavascript marks the larger y by 0x80; the ZCash form marks compression by 0x80 and y by 0x20. */
function toFfjavascript(points: Uint8Array, size: number): Uint8Array {
  const out = points.slice();
  for (let at = 0; at < out.length; at += size) {
    const flags = out[at]!;
    out[at] = (flags & 0x1f) | (flags & 0x20 ? 0x80 : 0) | (flags & 0x40);
  }
  return out;
}

function fromFfjavascript(points: Uint8Array, size: number): Uint8Array {
  const out = points.slice();
  for (let at = 0; at < out.length; at += size) {
    const flags = out[at]!;
    out[at] = (flags & 0x1f) | 0x80 | (flags & 0x80 ? 0x20 : 0) | (flags & 0x40);
  }
  return out;
}

export async function run({ full }: BenchOptions): Promise<void> {
  const sizes = full ? ETHEREUM_SIZES : ETHEREUM_SIZES.map(({ g2 }) => ({ g1: 1024, g2 }));
  const ours = await createWasmEngine();
  const theirs = await buildBls12381();
  const one = bigIntToScalar(1n);
  const secret = bigIntToScalar(SECRET);

  // Points that are not generators over and over: the state after one contribution.
  const points: { g1: Uint8Array; g2: Uint8Array }[] = [];
  for (const sub of initialState(sizes).subs) {
    const [g1, g2] = [await ours.decode('G1', 'zcash', sub.g1), await ours.decode('G2', 'zcash', sub.g2)];
    points.push({
      g1: await ours.encode(await ours.powers(g1, one, secret), 'zcash'),
      g2: await ours.encode(await ours.powers(g2, one, secret), 'zcash'),
    });
  }

  const results: Record<string, Uint8Array[]> = {};
  const samples = await interleave(
    {
      brebaje: async () => {
        results.brebaje = [];
        for (const sub of points) {
          for (const group of ['G1', 'G2'] as const) {
            const bytes = group === 'G1' ? sub.g1 : sub.g2;
            const decoded = await ours.decode(group, 'zcash', bytes);
            results.brebaje.push(await ours.encode(await ours.powers(decoded, one, secret), 'zcash'));
          }
        }
      },
      ffjavascript: async () => {
        results.ffjavascript = [];
        for (const sub of points) {
          for (const [group, bytes, size] of [
            [theirs.G1, sub.g1, 48],
            [theirs.G2, sub.g2, 96],
          ] as const) {
            const decoded = await group.batchCtoLEM(toFfjavascript(bytes, size));
            const powers = await group.batchApplyKey(decoded, theirs.Fr.e(1n), theirs.Fr.e(SECRET));
            results.ffjavascript.push(fromFfjavascript(await group.batchLEMtoC(powers), size));
          }
        }
      },
    },
    full ? 3 : 5,
  );
  const same = results.brebaje!.every((bytes, i) => Buffer.compare(bytes, results.ffjavascript![i]!) === 0);
  if (!same) throw new Error('the two engines disagree');
  const total = sizes.reduce((sum, { g1 }) => sum + g1, 0);
  line(`${total} G1 and ${sizes.length * 65} G2 points, outputs equal byte for byte`, '');
  line('brebaje (with subgroup checks on every point)', `${median(samples.brebaje!.rounds).toFixed(0)} ms`);
  line('ffjavascript batchApplyKey (without any)', `${median(samples.ffjavascript!.rounds).toFixed(0)} ms`);
  line('ffjavascript / brebaje', `${ratio(samples.ffjavascript!, samples.brebaje!).toFixed(2)}x`);
  await ours.close();
  await theirs.terminate();
}
