import type { CurveName } from '@brebaje/curves/engine';
import {
  type Container,
  readContainer,
  readSection,
  requireOrder,
  type Section,
  sectionOf,
} from '../container/read-container.ts';
import { sizesOf } from '../curve.ts';
import { FileError } from '../file-error.ts';
import type { ByteSource } from '../files/source.ts';
import { LONGEST_HEADER, parseHeader, type ZkeyHeader } from './header.ts';
import { HASH_BYTES, parseRecords, type Records } from './records.ts';

/** The sections of a Groth16 zkey. */
export const SECTION = {
  protocol: 1,
  header: 2,
  /** Public wires over γ. */
  ic: 3,
  /** The matrices A and B. */
  coefficients: 4,
  a: 5,
  b1: 6,
  b2: 7,
  /** Private wires over δ. */
  l: 8,
  /** Powers of τ times the vanishing polynomial over δ, in Lagrange form. */
  h: 9,
  records: 10,
} as const;

/** As `zkey contribute` writes a file. */
export const CONTRIBUTED_ORDER = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
/** As `zkey new` writes the genesis. */
export const GENESIS_ORDER = [1, 2, 4, 3, 9, 8, 5, 6, 7, 10] as const;
/** What a contribution changes, in a container of its own. */
export const SLIM_ORDER = [2, 8, 9, 10] as const;

/** Sections that no contribution changes. */
export const IMMUTABLE = [1, 3, 4, 5, 6, 7] as const;

/** A zkey that can be read, whole or slim. Nothing about its points is known yet. */
export interface Zkey {
  readonly source: ByteSource;
  readonly kind: 'whole' | 'slim';
  readonly header: ZkeyHeader;
  readonly records: Records;
  /** Sections by number. */
  readonly sections: ReadonlyMap<number, Section>;
  /** Their numbers in the order of the file. */
  readonly order: readonly number[];
}

/** All records of one chain in memory: 100,000 contributions are far from it. */
const LONGEST_RECORDS = 128 << 20;

/** Points in the sections that hold nothing else, by the circuit's size. */
export function pointCounts({
  nVars,
  nPublic,
  domainSize,
}: Pick<ZkeyHeader, 'nVars' | 'nPublic' | 'domainSize'>): Record<3 | 5 | 6 | 7 | 8 | 9, number> {
  return { 3: nPublic + 1, 5: nVars, 6: nVars, 7: nVars, 8: nVars - nPublic - 1, 9: domainSize };
}

/** Bytes of those sections. */
export function pointSectionSizes(
  header: Pick<ZkeyHeader, 'curve' | 'nVars' | 'nPublic' | 'domainSize'>,
): Record<3 | 5 | 6 | 7 | 8 | 9, number> {
  const { G1, G2 } = sizesOf(header.curve);
  const counts = pointCounts(header);
  return {
    3: counts[3] * G1,
    5: counts[5] * G1,
    6: counts[6] * G1,
    7: counts[7] * G2,
    8: counts[8] * G1,
    9: counts[9] * G1,
  };
}

/** Bytes of one entry of section 4: matrix, constraint, wire, value. */
export function coefficientBytes(curve: CurveName): number {
  return 12 + sizesOf(curve).scalar;
}

/**
 * Opens a zkey: reads header and records, and compares every length with what they imply. `order` 'canonical'
 * accepts the orders that snarkjs writes, two of a genesis and one of what was contributed to; 'any' accepts every
 * order, for files that other tools have written: the same content, other hashes. Throws a {@link FileError}.
 */
export async function openZkey(
  source: ByteSource,
  options: { kind?: Zkey['kind']; order?: 'canonical' | 'any' } = {},
): Promise<Zkey> {
  const { kind = 'whole', order = 'canonical' } = options;
  const container = await readContainer(source, 'zkey');
  const orders = kind === 'slim' ? [SLIM_ORDER] : [CONTRIBUTED_ORDER, GENESIS_ORDER];
  if (kind === 'slim' || order === 'canonical') requireOrder(container, orders);
  else requireSet(container);

  const headerSection = sectionOf(container, SECTION.header);
  requireSize(headerSection, headerSection.size, 0, LONGEST_HEADER);
  const header = parseHeader(await readSection(container, headerSection));
  if (kind === 'whole') await requireGroth16(container);
  for (const [id, size] of Object.entries(pointSectionSizes(header))) {
    const section = container.sections.find((one) => one.id === Number(id));
    if (section) requireSize(section, size);
  }
  if (kind === 'whole') await requireCoefficients(container, header.curve);
  const recordSection = sectionOf(container, SECTION.records);
  requireSize(recordSection, recordSection.size, HASH_BYTES + 4, LONGEST_RECORDS);
  const records = parseRecords(header.curve, await readSection(container, recordSection));
  // What was contributed to has one order: the same content by other bytes would have other hashes.
  if (kind === 'whole' && order === 'canonical' && records.list.length > 0) {
    requireOrder(container, [CONTRIBUTED_ORDER]);
  }
  return {
    source,
    kind,
    header,
    records,
    sections: new Map(container.sections.map((section) => [section.id, section])),
    order: container.sections.map(({ id }) => id),
  };
}

/** A section that the file has: of a whole zkey each, of a slim one those of {@link SLIM_ORDER}. */
export function zkeySection({ sections }: Zkey, id: number): Section {
  const section = sections.get(id);
  if (!section) throw new FileError('zkey', 'sections', 'it is missing', id);
  return section;
}

function requireSet(container: Container): void {
  const found = container.sections.map(({ id }) => id).sort((a, b) => a - b);
  requireOrder({ ...container, sections: found.map((id) => sectionOf(container, id)) }, [CONTRIBUTED_ORDER]);
}

function requireSize({ id, size }: Section, expected: number, least = expected, most = expected): void {
  if (size >= least && size <= most) return;
  throw new FileError(
    'zkey',
    'section-length',
    `${size} bytes instead of ${least > size ? least : most}`,
    id,
  );
}

async function requireGroth16(container: Container): Promise<void> {
  const section = sectionOf(container, SECTION.protocol);
  requireSize(section, 4);
  const [protocol, ...rest] = await readSection(container, section);
  if (protocol !== 1 || rest.some((byte) => byte !== 0)) {
    throw new FileError('zkey', 'not-this-format', 'it is a key of another proof system than Groth16', 1);
  }
}

async function requireCoefficients(container: Container, curve: CurveName): Promise<void> {
  const section = sectionOf(container, SECTION.coefficients);
  if (section.size < 4) requireSize(section, 4);
  const view = new DataView((await container.source.read(section.from, section.from + 4)).buffer);
  requireSize(section, 4 + view.getUint32(0, true) * coefficientBytes(curve));
}
