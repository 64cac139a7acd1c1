import { sectionOfBytes, writeContainer } from '../container/write-container.ts';
import { FileError } from '../file-error.ts';
import { headerBytes, type PtauHeader } from './header.ts';
import { copyOf } from './prepare.ts';
import type { Ptau } from './ptau.ts';
import { POWERS, SECTION, sectionSize, TABLES } from './sections.ts';

/**
 * A prepared file cut to a smaller power (`powersoftau truncate`, which writes all of them). Records and the power of
 * the ceremony stay. Throws a {@link FileError} for a file without tables, and a RangeError for a power that is not
 * smaller.
 */
export function truncatePtau(ptau: Ptau, power: number): AsyncGenerator<Uint8Array> {
  if (!Number.isInteger(power) || power < 1 || power >= ptau.header.power) {
    throw new RangeError(`2^${ptau.header.power} is not cut to 2^${power}`);
  }
  if (!ptau.prepared) throw new FileError('ptau', 'sections', 'it is not prepared for phase 2');
  const header: PtauHeader = { ...ptau.header, power };
  return writeContainer('ptau', [
    sectionOfBytes(SECTION.header, headerBytes(header)),
    ...POWERS.map((id) => copyOf(ptau, id, sectionSize(id, header))),
    copyOf(ptau, SECTION.records),
    ...TABLES.map((id) => copyOf(ptau, id, sectionSize(id, header))),
  ]);
}
