import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, describe, expect, test } from 'vitest';
import { contribute } from '../chain/contribute.ts';
import { sumGenesis } from '../chain/genesis-sums.ts';
import { immutableHash } from '../chain/state-hash.ts';
import { generatorBytes, sizesOf } from '../curve.ts';
import { personStream } from '../random/generators.ts';
import { bytesOf, zkeyIn } from '../testing/bytes-of.ts';
import { times } from '../testing/made-chain.ts';
import { replacePoint, type SlimParts, slimParts, slimZkey } from '../testing/made-zkey.ts';
import { genesisOf, smallCircuit } from '../testing/small-circuit.ts';
import { endSnarkjs } from '../testing/snarkjs.ts';
import type { Zkey } from '../zkey/zkey.ts';
import { confirmRefusal } from './confirm-refusal.ts';
import type { Refusal, RefusalCode } from './verdict.ts';
import { verifyContribution } from './verify-contribution.ts';

afterAll(endSnarkjs);

describe.each(['bn254', 'bls12-381'] as const)('a refusal on %s', async (curve) => {
  const engine = await createWasmEngine({ curve, threads: 1 });
  afterAll(() => engine.close());
  const genesis = await zkeyIn(await genesisOf(smallCircuit(curve)));
  const before = {
    genesis: await sumGenesis(engine, genesis),
    immutable: await immutableHash(genesis),
    records: genesis.records,
  };
  const { output } = await contribute(engine, genesis, personStream());
  const parts = await slimParts(await zkeyIn(await bytesOf(output)));
  const good = await slimZkey(parts);
  const size = sizesOf(curve).G1;
  const [record] = parts.records.list;

  /** Points narrowed down to four. */
  const confirm = (upload: Zkey, refusal: Refusal) =>
    confirmRefusal(engine, { genesis, records: genesis.records, upload }, refusal, 4);

  const changes: [RefusalCode, (() => Partial<SlimParts>) | (() => Promise<Partial<SlimParts>>)][] = [
    ['not-one-more', () => ({ records: { ...parts.records, list: [] } })],
    ['not-on-curve', () => ({ h: replacePoint(parts, parts.h, 9, (point) => point.fill(1, 0, 1)) })],
    ['infinity-moved', () => ({ l: replacePoint(parts, parts.l, 3, (point) => point.fill(0)) })],
    ['delta-2', () => ({ header: { ...parts.header, delta2: generatorBytes(curve, 'G2') } })],
    [
      'proof',
      async () => {
        const spx = await times(engine, 'G2', record!.spx, 2n);
        return { records: { ...parts.records, list: [{ ...record!, spx }] } };
      },
    ],
    [
      'h',
      // Both in one stretch, so that their sum is the same.
      () => {
        const [a, b] = [4, 5].map((i) => parts.h.slice(i * size, (i + 1) * size));
        const h = parts.h.slice();
        h.set(b!, 4 * size);
        h.set(a!, 5 * size);
        return { h };
      },
    ],
    ...(['l', 'h'] as const).map((name): [RefusalCode, () => Promise<Partial<SlimParts>>] => [
      name,
      async () => {
        const doubled = await times(engine, 'G1', parts[name].slice(7 * size, 8 * size), 2n);
        return { [name]: replacePoint(parts, parts[name], 7, () => doubled) };
      },
    ]),
  ];

  test.each(changes)('is confirmed for what is wrong, and for nothing else: %s', async (code, change) => {
    const upload = await slimZkey({ ...parts, ...(await change()) });
    const verdict = await verifyContribution(engine, before, upload);
    expect(verdict).toMatchObject({ ok: false, code });
    expect(await confirm(upload, verdict as Refusal)).toBe(true);
    const { check } = verdict as Refusal;
    // Bytes that differ need no second opinion.
    if (check !== 'consistency') expect(await confirm(good, verdict as Refusal)).toBe(false);
  });

  test('is not confirmed when it names another fault', async () => {
    const upload = await slimZkey({ ...parts, h: parts.h.map((byte, i) => (i === 0 ? byte ^ 1 : byte)) });
    const verdict = (await verifyContribution(engine, before, upload)) as Refusal;
    expect(await confirm(upload, { ...verdict, code: 'not-canonical' })).toBe(false);
    expect(await confirm(upload, { ...verdict, index: 1 })).toBe(false);
  });
});
