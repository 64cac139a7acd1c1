import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { createEVM } from '@ethereumjs/evm';
import { hexToBytes } from '@noble/hashes/utils.js';
import * as snarkjs from 'snarkjs';
import { encodeFunctionData, type Hex, parseAbi } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contribute } from '../chain/contribute.ts';
import { memorySource } from '../files/source.ts';
import { createGenesis } from '../genesis/create-genesis.ts';
import { openPtau } from '../ptau/ptau.ts';
import { ptauPower } from '../r1cs/domain.ts';
import { openR1cs } from '../r1cs/r1cs.ts';
import { personStream } from '../random/generators.ts';
import { bytesOf, zkeyIn } from '../testing/bytes-of.ts';
import { compileCircuit } from '../testing/circuits.ts';
import { compileContract } from '../testing/contracts.ts';
import { endSnarkjs, preparedPowers, snarkjsCurve } from '../testing/snarkjs.ts';
import { NoContract, solidityVerifier } from './solidity-verifier.ts';
import { type VerificationKey, verificationKey } from './verification-key.ts';

afterAll(endSnarkjs);

const Q = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;
const R = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;

/** x³ + x + 5 of a secret x, and as many public inputs as `more` says beside it. */
const CIRCUIT = (more: number) => `pragma circom 2.0.0;
  template Cubic(n) {
    signal input x; signal input extra[n]; signal output out;
    signal square; signal cube; signal total[n + 1];
    square <== x * x;
    cube <== square * x;
    total[0] <== cube;
    for (var i = 0; i < n; i++) total[i + 1] <== total[i] + extra[i] * extra[i];
    out <== total[n] + x + 5;
  }
  component main { public [extra] } = Cubic(${more});`;

interface Proven {
  key: VerificationKey;
  proof: snarkjs.Proof;
  publicSignals: string[];
}

async function proven(more: number): Promise<Proven> {
  const engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
  try {
    const { r1cs, wasm } = await compileCircuit(CIRCUIT(more), 'bn254', { wasm: true });
    const circuit = await openR1cs(memorySource(r1cs));
    const powers = await openPtau(memorySource(await preparedPowers('bn254', ptauPower(circuit.header))));
    const genesis = await zkeyIn(await bytesOf((await createGenesis(engine, circuit, powers)).output));
    const bytes = await bytesOf((await contribute(engine, genesis, personStream())).output);
    await snarkjsCurve('bn254');
    const input = { x: '3', extra: Array.from({ length: more }, (_, i) => String(i + 2)) };
    const { proof, publicSignals } = await snarkjs.groth16.fullProve(input, wasm!, bytes);
    return { key: await verificationKey(engine, await zkeyIn(bytes)), proof, publicSignals };
  } finally {
    await engine.close();
  }
}

describe.each([0, 3])('a Solidity verifier of a circuit with %i public inputs and an output', (more) => {
  let one: Proven;
  let code: Uint8Array;
  beforeAll(async () => {
    one = await proven(more);
    code = hexToBytes(compileContract(solidityVerifier(one.key)));
  });

  async function verify(
    proof: { a: bigint[]; b: bigint[][]; c: bigint[] },
    input: bigint[],
  ): Promise<{ ok: boolean; gas: bigint }> {
    const evm = await createEVM();
    // As in every transaction (EIP-2929): precompiled contracts have been touched before.
    for (const number of ['06', '07', '08'])
      evm.journal.addAlwaysWarmAddress(`0x${number.padStart(40, '0')}`);
    const abi = parseAbi([
      `function verifyProof(uint256[2] a, uint256[2][2] b, uint256[2] c, uint256[${input.length}] input) view returns (bool)`,
    ]);
    // The number of inputs is the circuit's.
    const data: Hex = encodeFunctionData({ abi, args: [proof.a, proof.b, proof.c, input] } as never);
    const result = await evm.runCode({ code, data: hexToBytes(data.slice(2)), gasLimit: 10_000_000n });
    expect(result.exceptionError).toBeUndefined();
    const answer = result.returnValue;
    expect(answer.length).toBe(32);
    return { ok: answer[31] === 1, gas: result.executionGasUsed };
  }

  const parts = () => {
    const [a, c] = [one.proof.pi_a, one.proof.pi_c].map((point) => point.slice(0, 2).map(BigInt));
    const b = one.proof.pi_b.slice(0, 2).map(([c0, c1]) => [BigInt(c1!), BigInt(c0!)]);
    return { proof: { a: a!, b, c: c! }, input: one.publicSignals.map(BigInt) };
  };

  test('accepts a proof that snarkjs makes and accepts', async () => {
    const { proof, input } = parts();
    const key = one.key as unknown as Record<string, unknown>;
    expect(await snarkjs.groth16.verify(key, one.publicSignals, one.proof)).toBe(true);
    const { ok, gas } = await verify(proof, input);
    expect(ok).toBe(true);
    // A pairing of four pairs is 181,000 (EIP-1108); an input is a multiplication and an addition, 6,150.
    console.log(`${input.length} public inputs: ${gas} gas`);
    expect(gas).toBeLessThan(185_000n + 7_000n * BigInt(input.length));
  });

  test('refuses another statement, another proof, and what is no point', async () => {
    const { proof, input } = parts();
    const changed = [
      verify(proof, [input[0]! + 1n, ...input.slice(1)]),
      verify({ ...proof, a: proof.c }, input),
      verify({ ...proof, c: proof.a }, input),
      verify({ ...proof, a: [proof.a[0]!, Q - proof.a[1]!] }, input),
      verify({ ...proof, a: [proof.a[0]!, (proof.a[1]! + 1n) % Q] }, input),
      verify({ ...proof, b: proof.b.toReversed() }, input),
      verify(
        {
          ...proof,
          b: [
            [0n, 0n],
            [0n, 0n],
          ],
        },
        input,
      ),
      verify(
        {
          a: [0n, 0n],
          b: [
            [0n, 0n],
            [0n, 0n],
          ],
          c: [0n, 0n],
        },
        input,
      ),
    ];
    for (const verdict of changed) expect((await verdict).ok).toBe(false);
  });

  test('refuses the same proof and statement in other words', async () => {
    const { proof, input } = parts();
    expect((await verify(proof, [input[0]! + R, ...input.slice(1)])).ok).toBe(false);
    expect((await verify({ ...proof, a: [proof.a[0]!, proof.a[1]! + Q] }, input)).ok).toBe(false);
    expect((await verify({ ...proof, a: [proof.a[0]! + Q, proof.a[1]!] }, input)).ok).toBe(false);
    expect((await verify({ ...proof, c: [proof.c[0]!, proof.c[1]! + Q] }, input)).ok).toBe(false);
  });

  test('is not made for a key that everybody can forge proofs for', () => {
    const key = { ...one.key, vk_delta_2: one.key.vk_gamma_2 };
    expect(() => solidityVerifier(key)).toThrow(NoContract);
    expect(() => solidityVerifier({ ...one.key, curve: 'bls12381' })).toThrow(NoContract);
    expect(() => solidityVerifier({ ...one.key, nPublic: 151 })).toThrow(NoContract);
    expect(() => solidityVerifier(one.key, 'a; selfdestruct()')).toThrow(NoContract);
  });
});
