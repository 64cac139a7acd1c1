import {
  type Container,
  readContainer,
  readSection,
  type Section,
  sectionOf,
} from '../container/read-container.ts';
import { FileError } from '../file-error.ts';
import type { ByteSource } from '../files/source.ts';
import { HEADER_BYTES, parseHeader, type R1csHeader } from './header.ts';

/** The sections of an r1cs. Custom gates, in sections 4 and 5, are PLONK's. */
export const SECTION = { header: 1, constraints: 2, labels: 3, gates: 4, gateUses: 5 } as const;

/** As the file format's description has them; and as circom writes them. */
const ORDERS = ['1,2,3', '2,1,3', '1,2,3,4,5', '2,1,3,4,5'];

/** An r1cs that can be read. Nothing about its constraints is known yet. */
export interface R1cs {
  readonly source: ByteSource;
  readonly header: R1csHeader;
  readonly constraints: Section;
  readonly labels: Section;
  /** How the file differs from what compilers write: the same circuit by other bytes. */
  readonly remarks: readonly string[];
}

/** Bytes of the count before a linear combination, and of each of its terms. */
export const COUNT_BYTES = 4;
export const TERM_BYTES = 4 + 32;

/** Bytes of one wire's label. */
export const LABEL_BYTES = 8;

/**
 * Opens an r1cs for Groth16: reads the header, and compares lengths with what it implies. Sections may stand in any
 * order. Throws a {@link FileError}, also for circuits with custom gates.
 */
export async function openR1cs(source: ByteSource): Promise<R1cs> {
  const container = await readContainer(source, 'r1cs');
  const known: readonly number[] = Object.values(SECTION);
  const unknown = container.sections.find(({ id }) => !known.includes(id));
  if (unknown) throw new FileError('r1cs', 'sections', 'no circuit has it', unknown.id);
  await requireNoGates(container);

  const headerSection = sectionOf(container, SECTION.header);
  if (headerSection.size > HEADER_BYTES) throw lengthError(headerSection, HEADER_BYTES);
  const header = parseHeader(await readSection(container, headerSection));
  const constraints = sectionOf(container, SECTION.constraints);
  // Three empty combinations each: what is shorter cannot hold them.
  const least = 3 * COUNT_BYTES * header.nConstraints;
  if (constraints.size < least) throw lengthError(constraints, least);
  const labels = sectionOf(container, SECTION.labels);
  if (labels.size !== LABEL_BYTES * header.nWires) throw lengthError(labels, LABEL_BYTES * header.nWires);
  const order = container.sections.map(({ id }) => id).join();
  const remarks = ORDERS.includes(order) ? [] : [`sections stand in the order ${order}`];
  return { source, header, constraints, labels, remarks };
}

function lengthError({ id, size }: Section, expected: number): FileError {
  return new FileError('r1cs', 'section-length', `${size} bytes instead of ${expected}`, id);
}

/** Both sections begin with how many gates they have. */
async function requireNoGates(container: Container): Promise<void> {
  for (const id of [SECTION.gates, SECTION.gateUses]) {
    const section = container.sections.find((one) => one.id === id);
    if (!section) continue;
    const content = await container.source.read(section.from, section.from + Math.min(section.size, 4));
    if (content.some((byte) => byte !== 0)) {
      throw new FileError('r1cs', 'not-this-format', 'the circuit has custom gates, Groth16 has none', id);
    }
    if (section.size !== 4) throw lengthError(section, 4);
  }
}
