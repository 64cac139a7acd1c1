import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import * as snarkjs from 'snarkjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contribute } from '../chain/contribute.ts';
import { personStream } from '../random/generators.ts';
import { bytesOf, zkeyIn } from '../testing/bytes-of.ts';
import { compileContract } from '../testing/contracts.ts';
import { genesisOf, smallCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs, snarkjsCurve } from '../testing/snarkjs.ts';
import { checkVerifier } from './check-verifier.ts';
import { solidityVerifier } from './solidity-verifier.ts';
import { type VerificationKey, verificationKey, verificationKeyText } from './verification-key.ts';

afterAll(endSnarkjs);

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
  const engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
  try {
    await snarkjsCurve('bn254');
    const key = await verificationKey(engine, await zkeyIn(bytes));
    const source = await snarkjs.zKey.exportSolidityVerifier(bytes, { groth16: template() });
    return { key, json: verificationKeyText(key), source, code: compileContract(source) };
  } finally {
    await engine.close();
  }
}

describe('a verifier that somebody uses', () => {
  let without: Forms;
  let one: Forms;
  let other: Forms;
  beforeAll(async () => {
    const bytes = await genesisOf(smallCircuit('bn254'));
    const engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
    const contributed = async () => {
      const { output } = await contribute(engine, await zkeyIn(bytes), personStream());
      return formsOf(await bytesOf(output));
    };
    [without, one, other] = [await formsOf(bytes), await contributed(), await contributed()];
    await engine.close();
  });
  const forms = ['json', 'source', 'code'] as const;

  test.each(forms)('is found to be open to forgery when nobody has contributed: its %s', (form) => {
    const { ok, findings } = checkVerifier(without[form]);
    expect(ok).toBe(false);
    expect(findings[0]!.code).toMatch(/^(delta-is-gamma|no-delta)$/);
  });

  test.each(forms)('is found to have a δ, and to be that of the ceremony: its %s', (form) => {
    expect(checkVerifier(one[form])).toMatchObject({ ok: true, findings: [{ code: 'delta-differs' }] });
    expect(checkVerifier(one[form], one.key)).toMatchObject({
      ok: true,
      findings: [{ code: 'delta-differs' }, { code: 'same-key' }],
    });
  });

  test.each(forms)('is found to be that of another ceremony: its %s', (form) => {
    const { ok, findings } = checkVerifier(other[form], one.key);
    expect(ok).toBe(false);
    expect(findings[1]).toEqual({
      code: 'other-key',
      text: 'It is not the ceremony’s key. Not the same: δ.',
    });
  });

  test('may be our own', () => {
    const source = solidityVerifier(one.key);
    for (const content of [source, compileContract(source), `0x${compileContract(source)}`]) {
      expect(checkVerifier(content, one.key).ok).toBe(true);
      expect(checkVerifier(content, other.key).ok).toBe(false);
    }
  });

  test('may be none', () => {
    for (const content of ['', '{}', '0x6001600101', 'contract Empty {}', 'ff'.repeat(5000)]) {
      expect(checkVerifier(content)).toMatchObject({ ok: false, findings: [{ code: 'no-key' }] });
    }
  });
});
