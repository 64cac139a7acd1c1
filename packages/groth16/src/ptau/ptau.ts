import {
  type Container,
  readContainer,
  readSection,
  type Section,
  sectionOf,
} from '../container/read-container.ts';
import { sizesOf } from '../curve.ts';
import { FileError } from '../file-error.ts';
import type { ByteSource } from '../files/source.ts';
import { LONGEST_HEADER, type PtauHeader, parseHeader } from './header.ts';
import { LONGEST_RECORDS, type PtauRecord, parseRecords } from './records.ts';
import {
  firstOfTable,
  POWERS,
  type PowersId,
  PREPARED_ORDER,
  RAW_ORDER,
  SECTION,
  sectionSize,
  TABLES,
  type TablesId,
} from './sections.ts';

/** A ptau that can be read. Nothing about its points is known yet. */
export interface Ptau {
  readonly source: ByteSource;
  readonly header: PtauHeader;
  readonly records: readonly PtauRecord[];
  readonly sections: ReadonlyMap<number, Section>;
  /** Whether it has the Lagrange tables that a genesis is made from. */
  readonly prepared: boolean;
  /** How the file differs from what snarkjs 0.7.6 writes: the same powers by other bytes. */
  readonly remarks: readonly string[];
}

/**
 * Opens a ptau, raw or prepared: reads header and records, and compares every length with what they imply. Sections
 * may stand in any order. Throws a {@link FileError}.
 */
export async function openPtau(source: ByteSource): Promise<Ptau> {
  const container = await readContainer(source, 'ptau');
  const headerSection = sectionOf(container, SECTION.header);
  if (headerSection.size > LONGEST_HEADER) throw lengthError(headerSection, LONGEST_HEADER);
  const header = parseHeader(await readSection(container, headerSection));
  for (const id of POWERS) requireSize(sectionOf(container, id), sectionSize(id, header));
  const recordSection = sectionOf(container, SECTION.records);
  if (recordSection.size > LONGEST_RECORDS) throw lengthError(recordSection, LONGEST_RECORDS);
  const records = parseRecords(header.curve, await readSection(container, recordSection));

  const remarks: string[] = [];
  const prepared = requireTables(container, header, remarks);
  const order = container.sections.map(({ id }) => id).join();
  if (order !== RAW_ORDER.join() && order !== PREPARED_ORDER.join()) {
    remarks.push(`sections stand in the order ${order}`);
  }
  const sections = new Map(container.sections.map((section) => [section.id, section]));
  return { source, header, records, sections, prepared, remarks };
}

/** A section that the file has. */
export function ptauSection({ sections }: Ptau, id: PowersId | TablesId | 7): Section {
  const section = sections.get(id);
  if (!section) throw new FileError('ptau', 'sections', 'it is missing', id);
  return section;
}

/** Whether there are tables: all or none of them, and nothing else that is unknown. */
function requireTables(container: Container, header: PtauHeader, remarks: string[]): boolean {
  const others = container.sections.filter(({ id }) => !RAW_ORDER.includes(id as 1));
  const unknown = others.find(({ id }) => !TABLES.includes(id as TablesId));
  if (unknown) throw new FileError('ptau', 'sections', 'no ptau has it', unknown.id);
  if (others.length === 0) return false;
  let complete = true;
  for (const id of TABLES) {
    const section = sectionOf(container, id);
    if (id === SECTION.lagrangeTauG1 && section.size === sizeBeforeLargestTable(header)) {
      remarks.push(
        'section 12 lacks its largest table, as old versions of snarkjs wrote it: prepare it again',
      );
      complete = false;
    } else requireSize(section, sectionSize(id, header));
  }
  return complete;
}

function sizeBeforeLargestTable({ curve, power }: PtauHeader): number {
  return firstOfTable(power + 1) * sizesOf(curve).G1;
}

function requireSize(section: Section, expected: number): void {
  if (section.size !== expected) throw lengthError(section, expected);
}

function lengthError({ id, size }: Section, expected: number): FileError {
  return new FileError('ptau', 'section-length', `${size} bytes instead of ${expected}`, id);
}
