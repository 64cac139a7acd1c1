/** Keys as other libraries read them: by those libraries. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joinBytes } from '@brebaje/curves/bytes';
import { CURVES } from '@brebaje/curves/curve/parameters';
import type { CurveName } from '@brebaje/curves/engine';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { contribute } from '@brebaje/groth16/chain/contribute';
import { checkVerifier } from '@brebaje/groth16/export/check-verifier';
import {
  arkworksProvingKey,
  type ForeignKey,
  foreignVerificationKey,
} from '@brebaje/groth16/export/foreign-keys';
import { type VerificationKey, verificationKey } from '@brebaje/groth16/export/verification-key';
import { integerBytes, u32Bytes } from '@brebaje/groth16/little-endian';
import { personStream } from '@brebaje/groth16/random/generators';
import { bytesOf, zkeyIn } from '@brebaje/groth16/testing/bytes-of';
import { compileContract } from '@brebaje/groth16/testing/contracts';
import { genesisOf, type TestCircuit } from '@brebaje/groth16/testing/small-circuit';
import { endSnarkjs, snarkjsCurve } from '@brebaje/groth16/testing/snarkjs';
import * as snarkjs from 'snarkjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildArkworks, buildGnark, type Program } from './foreign-programs.ts';

const [gnark, arkworks] = [await buildGnark(), await buildArkworks()];
for (const [name, program] of Object.entries({ gnark, arkworks })) {
  if ('missing' in program) console.warn(`Keys for ${name} are not tested: ${program.missing}`);
}

afterAll(endSnarkjs);

/** Every wire of the circuit of tests (small-circuit.ts), its first public input given. */
function witnessOf({ curve, constraints, unused }: TestCircuit, input: bigint): bigint[] {
  const { r } = CURVES[curve];
  const wires = [1n, input];
  for (let i = 0; i < constraints; i++) {
    const value = ((wires[i]! - wires[i + 1]!) * BigInt(i + 2) * wires[i + 1]!) % r;
    wires.push(value < 0n ? value + r : value);
  }
  return [...wires, ...Array.from({ length: unused }, () => 0n)];
}

/** As snarkjs reads it. */
function wtnsOf(curve: CurveName, witness: readonly bigint[]): Uint8Array {
  const section = (id: number, content: Uint8Array) =>
    joinBytes([u32Bytes(id), u32Bytes(content.length, 0), content]);
  const header = joinBytes([u32Bytes(32), integerBytes(CURVES[curve].r, 32), u32Bytes(witness.length)]);
  const values = joinBytes(witness.map((one) => integerBytes(one, 32)));
  const magic = new TextEncoder().encode('wtns');
  return joinBytes([magic, u32Bytes(2, 2), section(1, header), section(2, values)]);
}

/** The circuit's three matrices and its wires, in words. */
function circuitText({ curve, constraints, publicWires }: TestCircuit, witness: readonly bigint[]): string {
  const minusOne = CURVES[curve].r - 1n;
  const rows = Array.from({ length: constraints }, (_, i) => i);
  const a = rows.map((i) => `2 ${i} 1 ${i + 1} ${minusOne}`);
  const b = rows.map((i) => `1 ${i + 1} ${i + 2}`);
  const c = rows.map((i) => `1 ${i + 2} 1`);
  const head = `${publicWires + 1} ${constraints}`;
  return [head, ...a, ...b, ...c, `${witness.length} ${witness.join(' ')}`].join('\n');
}

const listed = (values: readonly string[]) => `${values.length} ${values.join(' ')}`;

describe.each(['bn254', 'bls12-381'] as const)('on %s', async (curve) => {
  const engine = await createWasmEngine({ curve, threads: 1 });
  const folder = mkdtempSync(join(tmpdir(), 'brebaje-keys-'));
  const path = (name: string) => join(folder, name);
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });
  const circuit = { curve, constraints: 40, publicWires: 3, unused: 2 };
  let proven: { proof: snarkjs.Proof; publicSignals: string[] };
  let key: Record<string, unknown>;

  beforeAll(async () => {
    const genesis = await zkeyIn(await genesisOf(circuit));
    const bytes = await bytesOf((await contribute(engine, genesis, personStream())).output);
    const zkey = await zkeyIn(bytes);
    key = (await verificationKey(engine, zkey)) as unknown as Record<string, unknown>;
    await snarkjsCurve(curve);
    const witness = witnessOf(circuit, 5n);
    proven = await snarkjs.groth16.prove(bytes, wtnsOf(curve, witness));
    expect(await snarkjs.groth16.verify(key, proven.publicSignals, proven.proof)).toBe(true);

    const put = async (name: string, make: (compressed: boolean) => ForeignKey) => {
      for (const [ending, compressed] of [
        ['compressed', true],
        ['uncompressed', false],
      ] as const)
        writeFileSync(path(`${name}.${ending}`), await bytesOf(make(compressed).output));
    };
    await put('gnark', (compressed) => foreignVerificationKey(engine, zkey, 'gnark', { compressed }));
    await put('vkey', (compressed) => foreignVerificationKey(engine, zkey, 'arkworks', { compressed }));
    await put('pkey', (compressed) => arkworksProvingKey(engine, zkey, { compressed }));
    writeFileSync(path('circuit'), circuitText(circuit, witness));
    for (const [name, signals] of [
      ['right', proven.publicSignals],
      ['wrong', proven.publicSignals.with(1, '7')],
    ] as const) {
      const { pi_a, pi_b, pi_c } = proven.proof;
      const points = [pi_a.slice(0, 2), pi_b.slice(0, 2).flat(), pi_c.slice(0, 2)];
      writeFileSync(path(name), [...points, signals].map(listed).join('\n'));
      writeFileSync(path(`${name}.json`), JSON.stringify({ proof: proven.proof, publicSignals: signals }));
    }
  });

  it.skipIf('missing' in gnark)('gnark reads the verification key, and accepts snarkjs’ proof', async () => {
    const verify = (name: string) => (gnark as Program)(curve, path('gnark'), path(`${name}.json`));
    expect(await verify('right')).toMatchObject({ code: 0, out: 'valid\n' });
    expect((await verify('wrong')).code).toBe(1);
  });

  it.skipIf('missing' in gnark || curve !== 'bn254')(
    'gnark’s own contract is known to hold the key, and to hold another one',
    async () => {
      const { code, out } = await (gnark as Program)('solidity', path('gnark'));
      expect(code).toBe(0);
      const source = out.replace('contract Verifier', 'contract Groth16Verifier');
      const expected = [{ name: 'it', key: key as unknown as VerificationKey }];
      const other = [{ name: 'it', key: { ...expected[0]!.key, vk_delta_2: expected[0]!.key.vk_beta_2 } }];
      const codes = async (content: string, keys: typeof expected) =>
        (await checkVerifier(content, { engine: async () => engine, expected: keys })).findings.map(
          (finding) => finding.code,
        );
      for (const content of [source, compileContract(source)]) {
        expect(await codes(content, expected)).toEqual(['delta-differs', 'same-key']);
        expect(await codes(content, other)).toEqual(['other-key', 'delta-differs']);
      }
    },
  );

  it.skipIf('missing' in arkworks)('ark-groth16 reads the verification key, and accepts it', async () => {
    const verify = (name: string) => (arkworks as Program)(curve, 'verify', path('vkey'), path(name));
    expect(await verify('right')).toMatchObject({ code: 0, out: 'true\n' });
    expect(await verify('wrong')).toMatchObject({ code: 0, out: 'false\n' });
  });

  it.skipIf('missing' in arkworks)('ark-groth16 proves with the proving key', async () => {
    const { code, out, err } = await (arkworks as Program)(curve, 'prove', path('pkey'), path('circuit'));
    expect([code, err]).toEqual([0, '']);
    const [ok, ...words] = out.trim().split(' ');
    const [ax, ay, bx0, bx1, by0, by1, cx, cy] = words as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const proof = {
      ...proven.proof,
      pi_a: [ax, ay, '1'],
      pi_b: [
        [bx0, bx1],
        [by0, by1],
        ['1', '0'],
      ],
      pi_c: [cx, cy, '1'],
    };
    const accepted = await snarkjs.groth16.verify(key, proven.publicSignals, proof as snarkjs.Proof);
    // On BLS12-381 arkworks numbers its domains by other roots of unity than snarkjs.
    expect([ok, accepted]).toEqual(curve === 'bn254' ? ['true', true] : ['false', false]);
  });
});
