import type { Engine, Points } from '@brebaje/curves/engine';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { encodedInfinity } from '@brebaje/curves/test-points';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryColumns } from './column-memory.ts';
import { signEcdsa } from './eip712.ts';
import { EngineDisagreement } from './engine-disagreement.ts';
import { initialState } from './state.ts';
import { CEREMONY_SIZES, ethKey, smallCeremony, sourceOf } from './testing/ceremony.ts';
import { transcriptChunks } from './transcript.ts';
import { readTranscript } from './transcript-reader.ts';
import { TRANSCRIPT_CHECKS } from './transcript-verdict.ts';
import { verifyTranscript } from './verify-transcript.ts';

const noble = createNobleEngine();
let wasm: Engine;
beforeAll(async () => {
  wasm = await createWasmEngine({ threads: 1 });
});
afterAll(() => wasm.close());

const ceremony = smallCeremony(9);

describe('a right transcript', () => {
  test.each([1, 2, 4, 1024])('verifies in segments of %i', async (segment) => {
    const seen: [number, number][] = [];
    const verdict = await verifyTranscript(wasm, sourceOf(ceremony), {
      segment,
      progress: (done, total) => seen.push([done, total]),
    });
    expect(verdict).toEqual({
      ok: true,
      checks: TRANSCRIPT_CHECKS.map((check) => ({ check, verdict: 'passed' })),
      participants: 9,
      signed: { bls: 7, ecdsa: 3 },
    });
    expect(seen.at(-1)).toEqual([10, 10]);
  });

  test('verifies with the noble engine', async () => {
    const verdict = await verifyTranscript(noble, sourceOf(smallCeremony(3)));
    expect(verdict).toMatchObject({ ok: true, participants: 3 });
  });

  test('of nobody verifies', async () => {
    const empty = { state: initialState(CEREMONY_SIZES), records: ceremony.records.slice(0, 1) };
    expect(await verifyTranscript(wasm, sourceOf(empty))).toMatchObject({ ok: true, participants: 0 });
  });

  test('whose blank signatures are all that is missing verifies', async () => {
    const blank = structuredClone(ceremony);
    for (const record of blank.records) {
      record.ecdsa = null;
      for (const sub of record.subs) sub.bls = null;
    }
    expect(await verifyTranscript(wasm, sourceOf(blank))).toMatchObject({
      ok: true,
      signed: { bls: 0, ecdsa: 0 },
    });
  });

  test('signed for other sizes than its powers have verifies when told', async () => {
    const cut = structuredClone(ceremony);
    const real = CEREMONY_SIZES.map(({ g1, g2 }) => ({ g1: g1 * 1024, g2: g2 + 60 }));
    for (const [record, { subs, ecdsa }] of cut.records.entries()) {
      if (ecdsa === null) continue;
      const parts = real.map(({ g1, g2 }, sub) => ({
        numG1Powers: g1,
        numG2Powers: g2,
        potPubkey: subs[sub]!.pubkey,
      }));
      cut.records[record]!.ecdsa = signEcdsa(parts, ethKey(record - 1));
    }
    expect(await verifyTranscript(wasm, sourceOf(cut), { ethSizes: real })).toMatchObject({ ok: true });
    expect(await verifyTranscript(wasm, sourceOf(cut))).toMatchObject({
      fault: { check: 'ecdsa', index: 1 },
    });
  });
});

describe('an engine verifies no transcript', () => {
  const zero = (points: Points) =>
    noble.decode(points.group, 'zcash', encodedInfinity(points.group), { infinity: true });
  const few = sourceOf(smallCeremony(2));

  test('when all its sums are zero', async () => {
    const zeros: Engine = { ...noble, msm: zero };
    await expect(verifyTranscript(zeros, few)).rejects.toThrow(EngineDisagreement);
  });

  test.each([
    ['of single records', (count: number) => count <= 2],
    ['over many records', (count: number) => count > 2],
  ])('when sums %s are zero and every product is one', async (_, spoils) => {
    const careless: Engine = {
      ...noble,
      msm: (points, scalars, width) =>
        spoils(points.count) ? zero(points) : noble.msm(points, scalars, width),
      isOne: async () => true,
    };
    await expect(verifyTranscript(careless, few)).rejects.toThrow(/combined product of record/);
  });
});

test('a transcript that was written, read and verified', async () => {
  const [, ...contributions] = ceremony.records;
  const chunks = transcriptChunks(ceremony.state, async function* () {
    yield* contributions;
  });
  const source = await readTranscript(chunks, createMemoryColumns());
  expect(await verifyTranscript(wasm, source)).toMatchObject({ ok: true, participants: 9 });
});
