import { joinBytes } from '@brebaje/curves/bytes';
import type { CurveName, Engine } from '@brebaje/curves/engine';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generatorBytes } from '../curve.ts';
import type { Beacon } from '../random/generators.ts';
import { madeGenesis, times } from '../testing/made-chain.ts';
import { slimZkey } from '../testing/made-zkey.ts';
import { verdictOf } from '../verify/verdict.ts';
import type { ContributionRecord } from '../zkey/records.ts';
import { requireBeaconRecord } from './beacon-record.ts';
import { contributeBeacon } from './contribute.ts';

const beacon: Beacon = { bytes: Uint8Array.of(1, 2, 3), exponent: 10 };

describe.each<CurveName>(['bn254', 'bls12-381'])('beacons on %s', (curve) => {
  let engine: Engine;
  let record: ContributionRecord;

  beforeAll(async () => {
    engine = await createWasmEngine({ curve, threads: 1 });
    const { header, records } = madeGenesis(curve);
    const points = (count: number) => joinBytes(Array(count).fill(generatorBytes(curve, 'G1')));
    const { nVars, nPublic, domainSize } = header;
    const base = await slimZkey({ header, records, l: points(nVars - nPublic - 1), h: points(domainSize) });
    ({ record } = await contributeBeacon(engine, base, beacon));
  });
  afterAll(() => engine.close());

  const code = async (changed: Partial<ContributionRecord>, expected = beacon) => {
    const verdict = await verdictOf(() =>
      requireBeaconRecord(engine, { ...record, ...changed }, 4, expected),
    );
    return verdict.ok ? 'ok' : `${verdict.check} ${verdict.code} ${verdict.section} ${verdict.index}`;
  };

  test('give what everybody can compute', async () => {
    expect(record.type).toBe('beacon');
    expect(await code({})).toBe('ok');
  });

  test('are refused when they are not the agreed ones', async () => {
    const refused = 'final beacon 10 4';
    expect(await code({ type: 'person', beacon: undefined })).toBe(refused);
    expect(await code({ type: 'person' })).toBe(refused);
    expect(await code({}, { ...beacon, exponent: 11 })).toBe(refused);
    expect(await code({}, { ...beacon, bytes: Uint8Array.of(1, 2, 4) })).toBe(refused);
    expect(await code({ beacon: { ...beacon, exponent: 11 } }, { ...beacon, exponent: 11 })).toBe(refused);
    // The right secret, but the record says it is another beacon's.
    expect(await code({ beacon: { ...beacon, exponent: 11 } })).toBe(refused);
    expect(await code({ beacon: { ...beacon, bytes: Uint8Array.of(1, 2, 4) } })).toBe(refused);
    expect(await code({ s: await times(engine, 'G1', record.s, 2n) })).toBe(refused);
    expect(await code({ sx: await times(engine, 'G1', record.sx, 2n) })).toBe(refused);
  });

  test('are not followed beyond patience', async () => {
    const endless = { ...beacon, exponent: 63 };
    expect(await code({ beacon: endless }, endless)).toBe('final beacon 10 4');
    // A record can say what no tool makes: it is refused, and nothing is thrown.
    for (const exponent of [0, 9, 25, 64, 255]) {
      const odd = { ...beacon, exponent };
      expect(await code({ beacon: odd }, odd)).toBe('final beacon 10 4');
    }
  });
});
