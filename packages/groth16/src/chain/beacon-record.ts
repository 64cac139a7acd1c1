import type { Engine } from '@brebaje/curves/engine';
import { drawPoint } from '../random/curve-point.ts';
import { drawScalar } from '../random/field-element.ts';
import {
  BEACON_EXPONENTS,
  type Beacon,
  type BeaconOptions,
  beaconStream,
  MOST_BEACON_EXPONENT,
} from '../random/generators.ts';
import { sameBytes } from '../same-bytes.ts';
import { Refused } from '../verify/verdict.ts';
import type { ContributionRecord } from '../zkey/records.ts';
import { SECTION } from '../zkey/zkey.ts';

/**
 * Throws Refused unless the record at an index says that it is the beacon's, and is: random point and secret are
 * those that the beacon gives. What the record says is compared before anything is hashed. Which beacon it should
 * be was agreed on before; the proof itself is part of the chain's check.
 */
export async function requireBeaconRecord(
  engine: Engine,
  record: ContributionRecord,
  index: number,
  expected: Beacon,
  options: BeaconOptions = {},
): Promise<void> {
  if (
    record.type !== 'beacon' ||
    record.beacon?.exponent !== expected.exponent ||
    !sameBytes(record.beacon.bytes, expected.bytes)
  ) {
    throw refuseBeacon(index, 'is not of the beacon that was agreed on');
  }
  const { exponent } = expected;
  // A byte of the record: it may say what no tool makes.
  if (exponent < BEACON_EXPONENTS.least || exponent > MOST_BEACON_EXPONENT) {
    throw refuseBeacon(index, `is of a beacon hashed 2^${exponent} times, which nobody follows`);
  }
  const stream = await beaconStream(expected, options);
  const secret = drawScalar(stream, engine.curve);
  const s = drawPoint(stream, engine.curve, 'G1');
  const sx = await engine.encode(await engine.scale(await engine.decode('G1', 'lem', s), secret), 'lem');
  if (!sameBytes(record.s, s) || !sameBytes(record.sx, sx)) {
    throw refuseBeacon(index, 'has another secret than its beacon gives');
  }
}

/** A record that is not the beacon's that it must be, or a beacon's where it must not be one. */
export function refuseBeacon(index: number, what: string): Refused {
  return new Refused({
    check: 'final',
    code: 'beacon',
    section: SECTION.records,
    index,
    text: `record ${index + 1} ${what}`,
  });
}
