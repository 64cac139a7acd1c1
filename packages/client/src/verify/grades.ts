/** Verification in four grades: what each looks at, which files it needs, and what it will cost. */
import { sizesOf } from '@brebaje/groth16/curve';
import { G1_BYTES, G2_BYTES, type SubSize } from '@brebaje/kzg/sizes';
import { ARCHIVE_FILES, type Archive, type ArchivedCircuit } from '@brebaje/protocol/archive';
import { metadataOf, mostStateBytes } from '../archive/fetch-files.ts';
import type { CheckPart } from './check-ceremony.ts';
import { lastStateOf } from './check-held.ts';
import type { Grade } from './grade-names.ts';

/** What is looked at beside log, manifest, contributions and receipts. */
export const PARTS_OF: Record<Grade, ReadonlySet<CheckPart>> = {
  receipt: new Set(),
  included: new Set(['records']),
  chain: new Set(['chain']),
  genesis: new Set(['circuit', 'exports']),
};

/** Which files of a ceremony a grade reads, by their names in the archive. */
export function filesOfGrade(archive: Archive, grade: Grade): (name: string) => boolean {
  const { ceremony, circuits, artifacts } = archive;
  if (grade === 'receipt') return () => false;
  if (ceremony.scheme === 'KZG') {
    const frozen = artifacts.filter(({ kind }) => grade === 'genesis' || kind === 'transcript');
    const names = new Set(frozen.map(({ name }) => ARCHIVE_FILES.artifact(name)));
    return (name) => names.has(name);
  }
  const last = new Set(circuits.map((circuit) => lastStateOf(archive, circuit)));
  if (grade === 'included') return (name) => last.has(name);
  const made = new Set(circuits.flatMap(({ slug }) => [ARCHIVE_FILES.r1cs(slug), ARCHIVE_FILES.wasm(slug)]));
  const geneses = new Set(
    circuits.flatMap(({ slug }) => [ARCHIVE_FILES.immutable(slug), ARCHIVE_FILES.state(slug, 0)]),
  );
  if (grade === 'chain') return (name) => !made.has(name) && !name.startsWith('phase1/');
  const needed = (name: string) =>
    geneses.has(name) || name.startsWith('result/') || name.startsWith('phase1/');
  return (name) => needed(name) || (made.has(name) && name.endsWith('.r1cs'));
}

/** What a grade will take. */
export interface GradeCost {
  /** To be downloaded, about; what is in the folder or given already is counted, too. */
  bytes: number;
  /** Of that, the phase 1, whose size no server tells: unknown when it is more than nothing. */
  withPhase1: boolean;
  /** Points of G1 that are decoded and combined, about: {@link measureSpeed} tells how many a second. */
  points: number;
}

/** A contribution's document, and its events in the log: some kilobytes each. */
const RECORD_BYTES = 3_500;
/** What one contribution adds to the events of a ceremony of powers. */
const EVENT_BYTES = 2_500;
/** A record of a transcript: a product, a key and two signatures in hex, for each sub-ceremony. */
const POWERS_RECORD_BYTES = 460;
/** Two Miller loops and their share of everything else, in points of G1: measured. */
const POINTS_OF_PAIRINGS = 60;
/** A point of G2, decoded and combined, in points of G1: measured. */
const POINTS_OF_G2 = 3;

/** What a grade costs, by what the server says of the ceremony. */
export function costOf(archive: Archive, grade: Grade): GradeCost {
  return archive.ceremony.scheme === 'KZG' ? costOfPowers(archive, grade) : costOfCircuits(archive, grade);
}

function costOfPowers({ circuits, artifacts, ceremony }: Archive, grade: Grade): GradeCost {
  const cost: GradeCost = { bytes: 0, withPhase1: false, points: 0 };
  for (const { contributions, metadata } of circuits) {
    cost.bytes += EVENT_BYTES * contributions;
    if (grade === 'receipt') continue;
    const subs = metadata.sizes as SubSize[];
    const [g1, g2] = [sum(subs, 'g1'), sum(subs, 'g2')];
    const frozen = artifacts.find(({ kind }) => kind === 'transcript');
    const text = 2 * (G1_BYTES * g1 + G2_BYTES * g2) + POWERS_RECORD_BYTES * subs.length * contributions;
    cost.bytes += frozen?.size ?? text;
    if (grade === 'chain')
      cost.points += g1 + POINTS_OF_G2 * g2 + POINTS_OF_PAIRINGS * subs.length * contributions;
    if (grade === 'genesis' && ceremony.status === 'FINALIZED')
      for (const { size } of artifacts.filter(({ kind }) => kind === 'trusted-setup')) {
        cost.bytes += size;
        // A Fourier transform of the points: ten or more multiplications each.
        cost.points += (40 * size) / (4 * G1_BYTES);
      }
  }
  return cost;
}

const sum = (subs: readonly SubSize[], group: 'g1' | 'g2') =>
  subs.reduce((total, size) => total + size[group], 0);

function costOfCircuits(archive: Archive, grade: Grade): GradeCost {
  const { circuits, ceremony, artifacts } = archive;
  const cost: GradeCost = { bytes: 0, withPhase1: false, points: 0 };
  const finalized = ceremony.status === 'FINALIZED';
  for (const circuit of circuits) {
    const metadata = metadataOf(circuit);
    cost.bytes += RECORD_BYTES * circuit.contributions;
    if (grade === 'receipt') continue;
    const last = mostStateBytes(metadata, 0);
    cost.bytes += last;
    if (grade === 'included') continue;
    cost.bytes += last + metadata.immutable.size;
    if (grade === 'chain') cost.points += 2 * metadata.points + POINTS_OF_PAIRINGS * circuit.contributions;
    else {
      cost.bytes += metadata.r1cs?.size ?? 0;
      cost.withPhase1 ||= metadata.phase1 !== undefined;
      cost.points += 2 * pointsOfGenesis(circuit);
    }
  }
  if (finalized && grade !== 'receipt' && grade !== 'included')
    for (const { kind, size } of artifacts) if (kind !== 'zkey' && size < 1 << 20) cost.bytes += size;
  return cost;
}

/** Every point of a key, as if all were of G1. */
function pointsOfGenesis(circuit: ArchivedCircuit): number {
  const { curve, immutable, points } = metadataOf(circuit);
  return points + immutable.size / sizesOf(curve).G1;
}
