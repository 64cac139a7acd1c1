/** What the check of a verifier says of keys, and points to put into them. */
import { CURVES } from '@brebaje/curves/curve/parameters';
import type { CurveName } from '@brebaje/curves/engine';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import { contribute } from '../chain/contribute.ts';
import { checkVerifier } from '../export/check-verifier.ts';
import type { JsonG2, VerificationKey } from '../export/verification-key.ts';
import { personStream } from '../random/generators.ts';
import { bytesOf, zkeyIn } from './bytes-of.ts';
import { genesisOf, smallCircuit } from './small-circuit.ts';

const engines = new Map<CurveName, WasmEngine>();

/** One of each curve. */
export async function engine(curve: CurveName): Promise<WasmEngine> {
  const found = engines.get(curve) ?? (await createWasmEngine({ curve, threads: 1 }));
  engines.set(curve, found);
  return found;
}

/** Ends the engines that the checks were done by. */
export async function endEngines(): Promise<void> {
  for (const one of engines.values()) await one.close();
}

/** What is found out about a file, beside the keys of circuits 0, 1 … when they are given. */
export const check = (content: string, ...keys: VerificationKey[]) => {
  const expected = keys.map((key, i) => ({ name: `circuit ${i}`, key }));
  return checkVerifier(content, { engine, ...(keys.length === 0 ? {} : { expected }) });
};

export const codesOf = async (content: string, ...keys: VerificationKey[]) =>
  (await check(content, ...keys)).findings.map(({ code }) => code);

/** A zkey that somebody has contributed to. */
export async function contributed(curve: CurveName): Promise<Uint8Array> {
  const genesis = await zkeyIn(await genesisOf(smallCircuit(curve)));
  return bytesOf((await contribute(await engine(curve), genesis, personStream())).output);
}

/** k·G of G2 as a key has it. */
export function multiple(curve: CurveName, k: bigint, of?: JsonG2): JsonG2 {
  const { Point } = curve === 'bn254' ? bn254.G2 : bls12_381.G2;
  const pair = ([c0, c1]: readonly string[]) => ({ c0: BigInt(c0!), c1: BigInt(c1!) });
  const base = of === undefined ? Point.BASE : Point.fromAffine({ x: pair(of[0]), y: pair(of[1]) } as never);
  const { x, y } = base.multiply(k < 0n ? -k : k).toAffine();
  const { p } = CURVES[curve];
  const sign = (value: bigint) => String(k < 0n ? p - value : value);
  return [
    [String(x.c0), String(x.c1)],
    [sign(y.c0), sign(y.c1)],
    ['1', '0'],
  ];
}

/** A point of the twist that is not of order r. */
export function outside(curve: CurveName): JsonG2 {
  const { Point } = curve === 'bn254' ? bn254.G2 : bls12_381.G2;
  const { Fp2 } = curve === 'bn254' ? bn254.fields : bls12_381.fields;
  const { twistB } = CURVES[curve];
  for (let i = 1n; ; i++) {
    const x = { c0: i, c1: 1n };
    const square = Fp2.add(Fp2.mul(Fp2.sqr(x), x), { c0: twistB[0], c1: twistB[1] });
    try {
      const y = Fp2.sqrt(square);
      if (Point.fromAffine({ x, y }).isTorsionFree()) continue;
      return [
        [String(x.c0), String(x.c1)],
        [String(y.c0), String(y.c1)],
        ['1', '0'],
      ];
    } catch {
      // No square.
    }
  }
}
