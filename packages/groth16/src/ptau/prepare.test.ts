import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import * as snarkjs from 'snarkjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memorySink } from '../files/sink.ts';
import { memorySource } from '../files/source.ts';
import { personStream } from '../random/generators.ts';
import { bytesOf } from '../testing/bytes-of.ts';
import { firstDifference } from '../testing/same-bytes.ts';
import { endSnarkjs, snarkjsCurve, written } from '../testing/snarkjs.ts';
import { contributePtau } from './contribute.ts';
import { newPtau } from './new-ptau.ts';
import { preparePtau } from './prepare.ts';
import { openPtau, type Ptau } from './ptau.ts';
import { truncatePtau } from './truncate.ts';
import { verifyPtau } from './verify-ptau.ts';

afterAll(endSnarkjs);

const open = (bytes: Uint8Array) => openPtau(memorySource(bytes));

describe.each([
  ['bn254', 1],
  ['bn254', 6],
  ['bls12-381', 3],
] as const)('powers of tau on %s of power %i', (curve, power) => {
  let engine: WasmEngine;
  let raw: Uint8Array;
  let prepared: Uint8Array;
  beforeAll(async () => {
    engine = await createWasmEngine({ curve, threads: 2 });
    const sink = memorySink();
    const start = await open(await bytesOf(newPtau(curve, power)));
    await contributePtau(start, sink, { engine, stream: personStream(), name: 'somebody' });
    raw = sink.bytes();
    prepared = await bytesOf(preparePtau(await open(raw), engine));
  });
  afterAll(() => engine.close());

  test('are prepared to the bytes that snarkjs prepares', async () => {
    await snarkjsCurve(curve);
    const theirs = await written((to) => snarkjs.powersOfTau.preparePhase2(raw, to));
    expect(firstDifference(prepared, theirs)).toBe(undefined);
    expect(await snarkjs.powersOfTau.verify(prepared)).toBe(true);
  });

  test('are cut to the bytes that snarkjs cuts', async () => {
    await snarkjsCurve(curve);
    const folder = await mkdtemp(join(tmpdir(), 'brebaje-ptau-'));
    try {
      await snarkjs.powersOfTau.truncate(prepared, join(folder, 'cut_'));
      for (let smaller = 1; smaller < power; smaller++) {
        const theirs = await readFile(join(folder, `cut_0${smaller}.ptau`));
        const ours = await bytesOf(truncatePtau(await open(prepared), smaller));
        expect(firstDifference(ours, theirs)).toBe(undefined);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('are not prepared again when they are contributed to', async () => {
    const sink = memorySink();
    await contributePtau(await open(prepared), sink, { engine, stream: personStream() });
    const next = await open(sink.bytes());
    expect([next.prepared, next.records.length]).toEqual([false, 2]);
  });

  test('are prepared again after they were cut, and accepted', async () => {
    if (power === 1) return;
    await snarkjsCurve(curve);
    const cut = await open(await bytesOf(truncatePtau(await open(prepared), power - 1)));
    const again = await bytesOf(preparePtau(cut, engine));
    expect(await snarkjs.powersOfTau.verify(again)).toBe(true);
    expect(await verifyPtau(await open(again), engine)).toMatchObject({ ok: true });
    const source = await cut.source.read(0, cut.source.size);
    const theirs = await written((to) => snarkjs.powersOfTau.preparePhase2(source, to));
    expect(await snarkjs.powersOfTau.verify(theirs)).toBe(false);
    expect(await verifyPtau(await open(theirs), engine)).toMatchObject({ ok: false, code: 'hash-state' });
  });

  test('are not contributed to once they are cut', async () => {
    if (power === 1) return;
    const cut = await open(await bytesOf(truncatePtau(await open(prepared), 1)));
    const contribution = contributePtau(cut, memorySink(), { engine, stream: personStream() });
    await expect(contribution).rejects.toThrow('it was cut');
  });

  test('are not cut before they are prepared, nor to what is no smaller power', async () => {
    const [before, after] = [await open(raw), await open(prepared)];
    if (power > 1) expect(() => truncatePtau(before, 1)).toThrow('not prepared');
    for (const wrong of [0, power, power + 1, 1.5])
      expect(() => truncatePtau(after, wrong)).toThrow(RangeError);
  });
});

test('powers without secrets are prepared, too, where tables have points at infinity', async () => {
  const engine = await createWasmEngine({ curve: 'bn254', threads: 2 });
  try {
    const start = await bytesOf(newPtau('bn254', 3));
    await snarkjsCurve('bn254');
    const theirs = await written((to) => snarkjs.powersOfTau.preparePhase2(start, to));
    const ours = await bytesOf(preparePtau(await open(start), engine));
    expect(firstDifference(ours, theirs)).toBe(undefined);
  } finally {
    await engine.close();
  }
});

test('tables that the curve has no roots of unity for are neither made nor verified', async () => {
  const engine = await createWasmEngine({ curve: 'bn254', threads: 1 });
  const header = { curve: 'bn254', power: 28, ceremonyPower: 28 } as const;
  const ptau: Ptau = { ...(await open(await bytesOf(newPtau('bn254', 1)))), header, prepared: true };
  expect(() => preparePtau(ptau, engine)).toThrow(RangeError);
  await expect(verifyPtau(ptau, engine)).rejects.toThrow(RangeError);
  await engine.close();
});
