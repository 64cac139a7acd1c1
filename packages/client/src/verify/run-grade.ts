/** One grade of a ceremony whose record and files are in a folder: what browsers run, whatever its kind. */
import type { CurveName } from '@brebaje/curves/engine';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import type { ColumnStore } from '@brebaje/kzg/column-store';
import type { Archive } from '@brebaje/protocol/archive';
import type { ArchiveFolder } from '../archive/archive-folder.ts';
import type { Sought } from '../check-transcript.ts';
import { type CheckedCeremony, checkCeremony } from './check-ceremony.ts';
import type { DecidedOptions } from './check-decided.ts';
import type { GivenFile, Phase1File } from './check-genesis.ts';
import { checkPowers } from './check-powers.ts';
import type { Finding } from './findings.ts';
import type { Grade } from './grade-names.ts';
import { PARTS_OF } from './grades.ts';

export interface GradeOptions extends DecidedOptions {
  grade: Grade;
  /** As they were served. */
  receipts: readonly { receipt: string; signature: string }[];
  /** Whom to look for among contributors to powers. */
  sought: readonly Sought[];
  phases: readonly Phase1File[];
  r1cs: ReadonlyMap<string, GivenFile>;
  /** An engine for a curve; whoever gives it closes it. */
  engine: (curve: CurveName) => Promise<WasmEngine>;
  columns: () => Promise<ColumnStore>;
  tell: (finding: Finding) => void;
}

export type GradeResult = Pick<CheckedCeremony, 'grade' | 'finalized' | 'manifest' | 'log' | 'findings'>;

/** Runs it. What is wrong is in the findings; faults of ours and STOPPED are thrown. */
export function runGrade(
  folder: ArchiveFolder,
  archive: Archive,
  options: GradeOptions,
): Promise<GradeResult> {
  const parts = PARTS_OF[options.grade];
  if (archive.ceremony.scheme === 'GROTH16') return checkCeremony(folder, archive, { ...options, parts });
  return checkPowers(folder, archive, {
    ...options,
    parts,
    engine: () => options.engine('bls12-381'),
  });
}
