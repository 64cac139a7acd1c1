/** Our client's arithmetic on one thread: once as much as other clients do, once with all that ours does. */
import { bigIntToScalar } from '@brebaje/curves/scalar';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/kzg/contribute';
import { encodeContribution, parseContribution, type SubContribution } from '@brebaje/kzg/contribution';
import { type Rival, secretOf } from './rival.ts';

/** Parse, decode and check every point, multiply, encode, public key, write. */
export async function createOurs(): Promise<Rival> {
  const engine = await createWasmEngine({ threads: 1 });
  return {
    name: 'ours',
    note: 'subgroup checks on all points',
    async contribute(json) {
      const contributions: SubContribution[] = [];
      for (const [index, sub] of parseContribution(json).contributions.entries()) {
        contributions.push(await multiply(engine, sub, secretOf(index)));
      }
      return encodeContribution({ contributions, ecdsaSignature: null }, { signatures: 'omit' });
    },
    close: () => engine.close(),
  };
}

async function multiply(
  engine: WasmEngine,
  sub: SubContribution,
  secret: Uint8Array,
): Promise<SubContribution> {
  const one = bigIntToScalar(1n);
  const times = async (group: 'G1' | 'G2', bytes: Uint8Array) => {
    const points = await engine.decode(group, 'zcash', bytes);
    return engine.encode(await engine.powers(points, one, secret), 'zcash');
  };
  return {
    ...sub,
    g1: await times('G1', sub.g1),
    g2: await times('G2', sub.g2),
    potPubkey: await engine.encode(await engine.scale(engine.generator('G2'), secret), 'zcash'),
  };
}

/** What a ceremony does: also verifies that what it was given are powers, and its own output as bytes. */
export async function createOursWithChecks(): Promise<Rival> {
  const engine = await createWasmEngine({ threads: 1 });
  return {
    name: 'ours, as it ships',
    note: 'and verifies the state it was given and its own output',
    async contribute(json) {
      const received = parseContribution(json);
      const secrets = received.contributions.map((_, index) => secretOf(index));
      return encodeContribution(await contribute(engine, received, secrets), { signatures: 'omit' });
    },
    close: () => engine.close(),
  };
}
