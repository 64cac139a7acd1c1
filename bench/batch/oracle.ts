/** The state that every rival is given, and what its contribution must be. */
import { createHash } from 'node:crypto';
import { bigIntToScalar } from '@brebaje/curves/scalar';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { encodeContribution, parseContribution } from '@brebaje/kzg/contribution';
import { G1_BYTES, G2_BYTES, type SubSize } from '@brebaje/kzg/sizes';
import { contributionFromState, initialState, type PowersState } from '@brebaje/kzg/state';
import { verifyContribution } from '@brebaje/kzg/verify';
import { encodePoint, fromLittleEndian, groupOf } from '../curves/noble.ts';
import { earlierSecretOf, type Rival, secretOf } from './rival.ts';

/** Powers of each list that are compared with noble's. */
const SAMPLES = 4;

export interface Given {
  state: PowersState;
  json: Uint8Array;
}

/** The state after one contribution, so that no point is another, as a sequencer hands it out. */
export async function makeState(sizes: SubSize[]): Promise<Given> {
  const engine = await createWasmEngine({ threads: 1 });
  const one = bigIntToScalar(1n);
  const subs: PowersState['subs'] = [];
  for (const [index, sub] of initialState(sizes).subs.entries()) {
    const times = async (group: 'G1' | 'G2', bytes: Uint8Array) => {
      const points = await engine.decode(group, 'zcash', bytes);
      return engine.encode(await engine.powers(points, one, earlierSecretOf(index)), 'zcash');
    };
    subs.push({ g1: await times('G1', sub.g1), g2: await times('G2', sub.g2) });
  }
  await engine.close();
  const state = { subs };
  return { state, json: encodeContribution(contributionFromState(state), { signatures: 'omit' }) };
}

/** Throws when the contribution is not what the rival's secrets make of the state. */
export async function checkContribution(rival: Rival, given: Given, json: Uint8Array): Promise<void> {
  if (rival.random) return verify(rival, given, json);
  for (const [index, sub] of parseContribution(json).contributions.entries()) {
    const { Fn } = groupOf('bls12-381', 'G1');
    const secret = fromLittleEndian(secretOf(index));
    const both = Fn.mul(secret, fromLittleEndian(earlierSecretOf(index)));
    const compare = (group: 'G1' | 'G2', bytes: Uint8Array, log: bigint, name: string) => {
      const point = groupOf('bls12-381', group).BASE.multiply(log);
      if (Buffer.compare(encodePoint('bls12-381', 'zcash', point), bytes) !== 0)
        throw new Error(`${rival.name}: ${name} of sub-ceremony ${index} is not what noble says`);
    };
    const lists = [
      ['G1', sub.g1, G1_BYTES],
      ['G2', sub.g2, G2_BYTES],
    ] as const;
    for (const [group, list, size] of lists) {
      const last = list.length / size - 1;
      for (let k = 0; k < SAMPLES; k++) {
        const i = Math.round((k * last) / (SAMPLES - 1));
        const bytes = list.subarray(i * size, (i + 1) * size);
        compare(group, bytes, Fn.pow(both, BigInt(i)), `power ${i} in ${group}`);
      }
    }
    compare('G2', sub.potPubkey, secret, 'the public key');
  }
}

async function verify(rival: Rival, { state }: Given, json: Uint8Array): Promise<void> {
  const engine = await createWasmEngine({ threads: 1 });
  const verdict = await verifyContribution(engine, state, parseContribution(json));
  await engine.close();
  if (!verdict.ok) throw new Error(`${rival.name}: ${verdict.text}`);
}

/** Beginning of the SHA-256 of a contribution. */
export function hashOf(json: Uint8Array): string {
  return createHash('sha256').update(json).digest('hex').slice(0, 16);
}
