import { generatorBytes, sizesOf } from '../curve.ts';
import { sameBytes } from '../same-bytes.ts';
import type { ContributionRecord, Records } from '../zkey/records.ts';
import { recordBytes } from '../zkey/records.ts';
import { SECTION, type Zkey } from '../zkey/zkey.ts';
import { type RefusalCode, Refused } from './verdict.ts';

export interface NextRecord {
  /** Who may contribute: people in turns, a beacon when the ceremony ends. */
  readonly type: ContributionRecord['type'];
  /** The name that the record must have. Undefined: any name, or none. */
  readonly name?: string | undefined;
}

/**
 * Throws Refused unless the records are those of before, byte for byte, and exactly one more, of the right kind, that
 * changes something. Answers the new one.
 */
export function requireNextRecord(
  { header, records }: Pick<Zkey, 'header' | 'records'>,
  before: Pick<Records, 'list'>,
  expected: NextRecord,
): ContributionRecord {
  const count = before.list.length;
  const refuse = (code: RefusalCode, text: string, index = count) =>
    new Refused({ check: 'consistency', code, section: SECTION.records, index, text });
  if (records.list.length !== count + 1) {
    throw refuse('not-one-more', `there are ${records.list.length} records, and not ${count + 1}`);
  }
  for (const [index, record] of before.list.entries()) {
    if (sameBytes(recordBytes(record), recordBytes(records.list[index]!))) continue;
    throw refuse('record-changed', `record ${index + 1} is not the one that was accepted`, index);
  }
  const record = records.list[count]!;
  if (record.type !== expected.type) {
    throw refuse('record-type', `record ${count + 1} is a ${record.type}’s, and not a ${expected.type}’s`);
  }
  if (expected.name !== undefined && (record.name ?? '') !== expected.name) {
    throw refuse('name', `record ${count + 1} has another name than “${expected.name}”`);
  }
  const deltaBefore = before.list.at(-1)?.deltaAfter ?? generatorBytes(header.curve, 'G1');
  // With the same abscissa points are equal or opposite: the secret is 1 or −1.
  const { coordinate } = sizesOf(header.curve);
  const opposite = sameBytes(record.s.subarray(0, coordinate), record.sx.subarray(0, coordinate));
  if (opposite || sameBytes(record.deltaAfter, deltaBefore)) {
    throw refuse('no-change', `record ${count + 1} changes nothing`);
  }
  if (!sameBytes(header.delta1, record.deltaAfter)) {
    throw new Refused({
      check: 'consistency',
      code: 'delta-record',
      section: SECTION.header,
      text: 'the header’s δ₁ is not that of the last record',
    });
  }
  return record;
}
