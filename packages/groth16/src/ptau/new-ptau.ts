import type { CurveName } from '@brebaje/curves/engine';
import { type NewSection, sectionOfBytes, writeContainer } from '../container/write-container.ts';
import { generatorBytes } from '../curve.ts';
import { headerBytes, MOST_POWER, type PtauHeader } from './header.ts';
import { pieceOf } from './piece.ts';
import { recordsBytes } from './records.ts';
import { groupOf, POWERS, type PowersId, pointCount, SECTION, sectionSize } from './sections.ts';

/** The file that a ceremony begins with (`powersoftau new`): every secret is one, every point the generator. */
export function newPtau(curve: CurveName, power: number): AsyncGenerator<Uint8Array> {
  if (!Number.isInteger(power) || power < 1 || power > MOST_POWER) {
    throw new RangeError(`powers are from 1 to ${MOST_POWER}, not ${power}`);
  }
  const header: PtauHeader = { curve, power, ceremonyPower: power };
  return writeContainer('ptau', [
    sectionOfBytes(SECTION.header, headerBytes(header)),
    ...POWERS.map((id): NewSection => {
      return { id, size: sectionSize(id, header), content: () => generators(header, id) };
    }),
    sectionOfBytes(SECTION.records, recordsBytes([])),
  ]);
}

function* generators({ curve, power }: PtauHeader, id: PowersId): Generator<Uint8Array> {
  const generator = generatorBytes(curve, groupOf(id));
  const count = pointCount(id, power);
  const most = Math.min(count, pieceOf(curve, groupOf(id)));
  for (let done = 0; done < count; done += most) {
    const piece = new Uint8Array(Math.min(most, count - done) * generator.length);
    for (let at = 0; at < piece.length; at += generator.length) piece.set(generator, at);
    yield piece;
  }
}
