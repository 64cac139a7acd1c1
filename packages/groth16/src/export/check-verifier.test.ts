import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as snarkjs from 'snarkjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { zkeyIn } from '../testing/bytes-of.ts';
import { check, codesOf, contributed, endEngines, engine, multiple } from '../testing/checked-keys.ts';
import { type Compilation, compileContract } from '../testing/contracts.ts';
import { genesisOf, smallCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs, snarkjsCurve } from '../testing/snarkjs.ts';
import { solidityVerifier } from './solidity-verifier.ts';
import {
  type JsonG2,
  type VerificationKey,
  verificationKey,
  verificationKeyText,
} from './verification-key.ts';

afterAll(async () => {
  await endSnarkjs();
  await endEngines();
});

/** A key in every form in which it is met. */
interface Forms {
  key: VerificationKey;
  json: string;
  /** snarkjs' contract, and its code. */
  source: string;
  code: string;
}

const package_ = createRequire(import.meta.url).resolve('snarkjs');
const template = () =>
  readFileSync(join(dirname(package_), '..', 'templates', 'verifier_groth16.sol.ejs'), 'utf8');

async function formsOf(bytes: Uint8Array): Promise<Forms> {
  await snarkjsCurve('bn254');
  const key = await verificationKey(await engine('bn254'), await zkeyIn(bytes));
  const source = await snarkjs.zKey.exportSolidityVerifier(bytes, { groth16: template() });
  return { key, json: verificationKeyText(key), source, code: compileContract(source) };
}

describe('a verifier that somebody uses', () => {
  let without: Forms;
  let one: Forms;
  let other: Forms;
  beforeAll(async () => {
    without = await formsOf(await genesisOf(smallCircuit('bn254')));
    [one, other] = [await formsOf(await contributed('bn254')), await formsOf(await contributed('bn254'))];
  });
  const forms = ['json', 'source', 'code'] as const;

  test.each(forms)('is found to be open to forgery when nobody has contributed: its %s', async (form) => {
    const { ok, findings } = await check(without[form]);
    expect(ok).toBe(false);
    expect(findings[0]!.code).toMatch(/^(delta-is-gamma|no-delta)$/);
  });

  test.each(forms)('is found to have a δ, and to be that of the ceremony: its %s', async (form) => {
    expect(await check(one[form])).toMatchObject({ ok: true, findings: [{ code: 'delta-differs' }] });
    expect(await check(one[form], other.key, one.key)).toMatchObject({
      ok: true,
      findings: [{ code: 'delta-differs' }, { code: 'same-key' }],
      same: 'circuit 1',
    });
  });

  test.each(forms)('is found to be that of another ceremony: its %s', async (form) => {
    const { ok, findings } = await check(other[form], one.key);
    expect(ok).toBe(false);
    expect(findings[0]!.code).toBe('other-key');
    expect(findings[0]!.text).toContain('It does not hold the key of circuit 0 (not the same: δ');
  });

  const compilations: [string, Compilation][] = [
    ['solc 0.7.6, not optimized', { compiler: 'solc-0.7' }],
    ['solc 0.7.6, for one run', { compiler: 'solc-0.7', runs: 1 }],
    ['solc 0.7.6, for many runs', { compiler: 'solc-0.7', runs: 1_000_000 }],
    ['solc 0.8.20, for 200 runs', { compiler: 'solc-0.8.20', runs: 200 }],
    ['solc 0.8.20, by Yul', { compiler: 'solc-0.8.20', runs: 200, viaIR: true }],
    ['today’s solc, not optimized', { compiler: 'solc' }],
    ['today’s solc, for one run', { compiler: 'solc', runs: 1 }],
    ['today’s solc, by Yul for many runs', { compiler: 'solc', runs: 1_000_000, viaIR: true }],
  ];
  // One setting of each compiler; all of them among the long runs.
  const often = /for one run$|by Yul$/;
  const chosen = compilations.filter(([name]) => process.env.BREBAJE_SOAK === '1' || often.test(name));
  test.each(chosen)('is read in the code that %s makes', async (name, how) => {
    const ours = name.includes('0.7') ? [] : [true];
    for (const byUs of [false, ...ours]) {
      const code = ({ key, source }: Forms) => compileContract(byUs ? solidityVerifier(key) : source, how);
      expect(await codesOf(code(one), one.key)).toEqual(['delta-differs', 'same-key']);
    }
    expect((await codesOf(compileContract(without.source, how)))[0]).toMatch(/^(delta-is-gamma|no-delta)$/);
    const small = one.source
      .replace(one.key.vk_delta_2[0][0], multiple('bn254', 77n)[0][0])
      .replace(one.key.vk_delta_2[0][1], multiple('bn254', 77n)[0][1])
      .replace(one.key.vk_delta_2[1][0], multiple('bn254', 77n)[1][0])
      .replace(one.key.vk_delta_2[1][1], multiple('bn254', 77n)[1][1]);
    expect(await codesOf(compileContract(small, how))).toEqual(['small-delta']);
  });

  test('may be in what compilers write, and in data behind the code', async () => {
    const { code, key } = one;
    for (const content of [
      `0x${code}`,
      JSON.stringify({ abi: [], deployedBytecode: `0x${code}` }),
      JSON.stringify({ deployedBytecode: { object: `0x${code}` } }),
      JSON.stringify({ evm: { deployedBytecode: { object: code } } }),
    ]) {
      expect(await codesOf(content, key)).toEqual(['delta-differs', 'same-key']);
    }
    const words = [key.vk_alpha_1, key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2, ...key.IC].flatMap(
      (point) =>
        point
          .slice(0, 2)
          .flat()
          .map((one) => BigInt(one).toString(16).padStart(64, '0')),
    );
    // PUSH1 0, STOP, and data at an odd place.
    expect(await codesOf(`600000${words.join('')}00`, key)).toEqual(['delta-differs', 'same-key']);
  });

  test('may have been made by older and other tools', async () => {
    const hex = (value: string) => `uint256(0x${BigInt(value).toString(16).padStart(64, '0')})`;
    const old = (
      { vk_alpha_1: a, vk_beta_2: b, vk_gamma_2: c, vk_delta_2: d, IC }: VerificationKey,
      as: (value: string) => string = String,
    ) => {
      const g2 = ([x, y]: JsonG2) =>
        `Pairing.G2Point([${as(x[1])}, ${as(x[0])}], [${as(y[1])}, ${as(y[0])}])`;
      const [generator, g1] = [
        multiple('bn254', 1n),
        (p: readonly string[]) => `Pairing.G1Point(${as(p[0]!)}, ${as(p[1]!)})`,
      ];
      return `library Pairing { function P2() { return ${g2(generator)}; } }
        function verifyingKey() { vk.alfa1 = ${g1(a)}; vk.beta2 = ${g2(b)}; vk.gamma2 = ${g2(c)}; vk.delta2 = ${g2(d)};
        ${IC.map((point, i) => `vk.IC[${i}] = ${g1(point)};`).join('\n')} }`;
    };
    for (const as of [String, hex])
      expect(await codesOf(old(one.key, as), one.key)).toEqual(['delta-differs', 'same-key']);
    expect(await codesOf(old(other.key), one.key)).toEqual(['other-key', 'delta-differs']);
    expect((await codesOf(old(without.key)))[0]).toBe('delta-is-gamma');
    // Both are random points in keys of tools that draw γ.
    const gamma = multiple('bn254', 123_456_789_123_456_789n);
    expect(await codesOf(old({ ...one.key, vk_gamma_2: gamma }))).toEqual(['delta-differs']);
    for (const [k, code] of [
      [-1n, 'delta-is-gamma'],
      [3n, 'small-delta'],
    ] as const) {
      const weak = { ...one.key, vk_gamma_2: gamma, vk_delta_2: multiple('bn254', k, gamma) };
      expect(await codesOf(old(weak))).toEqual([code]);
    }
  });

  test('may be none', async () => {
    for (const content of ['', '0x6001600101', 'contract Empty {}', 'ff'.repeat(5000)]) {
      expect(await check(content)).toMatchObject({ ok: false, findings: [{ code: 'no-key' }] });
    }
    const { json } = one;
    for (const content of [
      '{}',
      '{"curve":',
      json.replace('groth16', 'plonk'),
      json.replace('bn128', 'bn129'),
      json.replace('"nPublic": 2', '"nPublic": 3'),
      json.replace('"1"', '1'),
      json.replace(one.key.IC[0]![0], '-1'),
      // Searching what is no contract would take for ever.
      'ff'.repeat(2 ** 17 + 1),
      JSON.stringify({ deployedBytecode: 'ff'.repeat(2 ** 17 + 1) }),
      'contract A {}'.padEnd(2 ** 20 + 1, `${'1234567890'.repeat(4)} `),
    ]) {
      await expect(check(content)).rejects.toMatchObject({ name: 'NoVerificationKey' });
    }
  });
});
