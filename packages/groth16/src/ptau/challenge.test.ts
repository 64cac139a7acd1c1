import { createWasmEngine, type WasmEngine } from '@brebaje/curves/wasm-engine';
import * as snarkjs from 'snarkjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memorySink } from '../files/sink.ts';
import { memorySource } from '../files/source.ts';
import { personStream } from '../random/generators.ts';
import { bytesOf } from '../testing/bytes-of.ts';
import { firstDifference } from '../testing/same-bytes.ts';
import { endSnarkjs, snarkjsCurve, written } from '../testing/snarkjs.ts';
import { exportChallenge, openChallenge, respond } from './challenge.ts';
import { contributePtau } from './contribute.ts';
import { importResponse } from './import-response.ts';
import { newPtau } from './new-ptau.ts';
import { openPtau, ptauSection } from './ptau.ts';
import { responseHash } from './response.ts';

afterAll(endSnarkjs);

const open = (bytes: Uint8Array) => openPtau(memorySource(bytes));

describe.each([
  ['bn254', 1],
  ['bn254', 6],
  ['bls12-381', 2],
] as const)('challenges and responses on %s of power %i', (curve, power) => {
  let engine: WasmEngine;
  let start: Uint8Array;
  let later: Uint8Array;
  let challenge: Uint8Array;
  beforeAll(async () => {
    engine = await createWasmEngine({ curve, threads: 2 });
    start = await bytesOf(newPtau(curve, power));
    const sink = memorySink();
    await contributePtau(await open(start), sink, { engine, stream: personStream() });
    later = sink.bytes();
    challenge = await bytesOf(exportChallenge(await open(later), engine));
  });
  afterAll(() => engine.close());

  /** Our response to a challenge, and its hash. */
  async function responseTo(bytes: Uint8Array): Promise<{ bytes: Uint8Array; hash: Uint8Array }> {
    const stream = respond(openChallenge(memorySource(bytes), curve), { engine, stream: personStream() });
    const sink = memorySink();
    for (;;) {
      const { done, value } = await stream.next();
      if (done) return { bytes: sink.bytes(), hash: value };
      await sink.write(value);
    }
  }

  test('challenges are those that snarkjs exports', async () => {
    await snarkjsCurve(curve);
    for (const ptau of [start, later]) {
      const theirs = await written((to) => snarkjs.powersOfTau.exportChallenge(ptau, to));
      expect(firstDifference(await bytesOf(exportChallenge(await open(ptau), engine)), theirs)).toBe(
        undefined,
      );
    }
  });

  test('our responses are imported by both tools, to the same bytes', async () => {
    const response = await responseTo(challenge);
    await snarkjsCurve(curve);
    const theirs = await written((to) =>
      snarkjs.powersOfTau.importResponse(later, response.bytes, to, 'by hand', true),
    );
    const sink = memorySink();
    const options = { engine, name: 'by hand' };
    const imported = await importResponse(await open(later), memorySource(response.bytes), sink, options);
    expect(firstDifference(sink.bytes(), theirs)).toBe(undefined);
    expect(imported.responseHash).toEqual(response.hash);
    expect(responseHash(curve, power, (await open(sink.bytes())).records[1]!)).toEqual(response.hash);
    expect(await snarkjs.powersOfTau.verify(sink.bytes())).toBe(true);
  });

  test('responses of snarkjs are imported', async () => {
    const ones = await snarkjsCurve(curve);
    const response = await written((to) =>
      snarkjs.powersOfTau.challengeContribute(ones, challenge, to, 'entropy'),
    );
    const sink = memorySink();
    await importResponse(await open(later), memorySource(response), sink, { engine });
    expect(await snarkjs.powersOfTau.verify(sink.bytes())).toBe(true);
  });

  test('challenges of other lengths are none', () => {
    for (const bytes of [challenge.subarray(1), new Uint8Array(0), Uint8Array.of(...challenge, 0)]) {
      expect(() => openChallenge(memorySource(bytes), curve)).toThrow('no challenge');
    }
    const { power: found } = openChallenge(memorySource(challenge), curve);
    expect(found).toBe(power);
  });

  test('responses to other challenges, of other lengths, and with bad points are refused', async () => {
    const { bytes } = await responseTo(challenge);
    const importing = async (ptau: Uint8Array, response: Uint8Array) =>
      importResponse(await open(ptau), memorySource(response), memorySink(), { engine });
    await expect(importing(start, bytes)).rejects.toThrow('answers another challenge');
    await expect(importing(later, bytes.subarray(1))).rejects.toThrow('instead of');
    await expect(importing(later, bytes.with(64, bytes[64]! ^ 0x40))).rejects.toThrow('point 0 of section 2');
    const last = bytes.length - 1;
    await expect(importing(later, bytes.with(last, bytes[last]! ^ 1))).rejects.toThrow('public key');
  });

  test('secrets do not meet points that are none', async () => {
    const spoilt = challenge.with(64 + 5, challenge[64 + 5]! ^ 1);
    await expect(responseTo(spoilt)).rejects.toThrow('point 0 of section 2');
  });

  test('a file whose points are not those of its last record exports none', async () => {
    const { from } = ptauSection(await open(later), 2);
    const size = ptauSection(await open(later), 2).size / (2 ** (power + 1) - 1);
    const spoilt = new Uint8Array(later);
    spoilt.copyWithin(from, from + size, from + 2 * size);
    await expect(bytesOf(exportChallenge(await open(spoilt), engine))).rejects.toThrow('whose hash');
  });
});
