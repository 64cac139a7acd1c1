/** What the pages and the worker that verifies say to each other. */
import type { ClientCode } from '@brebaje/client/client-error';
import type { KeptFile } from '@brebaje/client/kept-receipt';
import type { VerifierReport } from '@brebaje/client/verify/check-key';
import type { Expectation, Expected } from '@brebaje/client/verify/expectation';
import type { Finding } from '@brebaje/client/verify/findings';
import type { Grade } from '@brebaje/client/verify/grade-names';
import type { GradeCost } from '@brebaje/client/verify/grades';
import type { GradeResult } from '@brebaje/client/verify/run-grade';

/** A file that somebody gave, with its path from the folder that it came in. */
export interface Given {
  path: string;
  file: File;
}

/** Where a ceremony's record and files are. */
export type Where =
  | { kind: 'server'; server: string; slug: string }
  /** An archive. */
  | { kind: 'given'; files: Given[] }
  /** A transcript of powers alone. */
  | { kind: 'transcript'; file: File };

/** What a grade is run with. */
export interface GradeInput {
  where: Where;
  grade: Grade;
  receipts: KeptFile[];
  /** Whom to look for among contributors to powers. */
  identities: string[];
  /** What they know of the ceremony from elsewhere. */
  expectation: Expectation;
  /** r1cs and ptau that somebody gave. */
  made: File[];
  /** Phases 1 whose hash in the manifest is believed. */
  vouched: boolean;
}

/** What is known of a ceremony before anything is verified. */
export interface Described {
  slug: string;
  title: string;
  scheme: 'KZG' | 'GROTH16';
  finalized: boolean;
  test: boolean;
  server: string;
  receiptAddress: string;
  manifest: string | undefined;
  contributions: number;
  /** The phases 1 of its circuits, by SHA-256, and whether the server keeps them. */
  phases: { sha256: string; kept: boolean }[];
  costs: Record<Grade, GradeCost>;
}

/** What somebody gave, told apart by what is in it. */
export interface Sorted {
  /** An archive, by the names in it. */
  archive: { files: Given[]; described: Described } | undefined;
  receipts: ReadReceipt[];
  attestations: { name: string; text: string; block: AttestationOf }[];
  transcripts: File[];
  /** Manifests, and hashes of them. */
  expected: Expected[];
  /** Verification keys and contracts. */
  verifiers: File[];
  /** r1cs and ptau. */
  made: File[];
  /** Nothing that can be verified here. */
  others: string[];
}

/** A receipt, and what it says. */
export interface ReadReceipt {
  name: string;
  kept: KeptFile;
  said:
    | { scheme: 'KZG'; identity: string; hash: string }
    | { scheme: 'GROTH16'; circuit: string; position: number; hash: string; manifest: string };
}

export interface AttestationOf {
  ceremony: string;
  circuit: string;
  number: number;
  contribution: string;
}

/** What came of a grade; of a lone transcript there is no manifest and no log. */
export interface GradeDone extends GradeResult {
  /** Of the last powers: what everybody who verifies the same result sees, and in six words. */
  state?: { hash: string; words: string } | undefined;
  /** Bytes that were downloaded. */
  downloaded: number;
  seconds: number;
}

/** A ceremony that may be meant by a receipt or an attestation. */
export interface Candidate {
  slug: string;
  title: string;
}

/** By what a ceremony is found: whatever of it is there first. */
export interface SoughtCeremony {
  receipt?: ReadReceipt | undefined;
  attestation?: AttestationOf | undefined;
  /** SHA-256 of its manifest. */
  manifest?: string | undefined;
}

export interface Answers {
  describe: Described;
  /** Points of G1 that this device decodes and combines a second. */
  measure: number;
  grade: GradeDone;
  sort: Sorted;
  /** Which ceremonies of a server can be meant. */
  find: Candidate[];
  /** The published receipt of an attestation; undefined: only its contributor has it. */
  attestation: { receiptAddress: string; receipt: KeptFile };
  verifier: VerifierReport;
}

export interface Asks {
  describe: { where: Where };
  measure: { scheme: 'KZG' | 'GROTH16' };
  grade: GradeInput;
  sort: { files: Given[] };
  find: { server: string; sought: SoughtCeremony };
  attestation: { server: string; slug: string; text: string };
  /** `where`: whose keys it should hold. */
  verifier: { file: File; where: Exclude<Where, { kind: 'transcript' }> | undefined };
}

export type Ask = {
  [Name in keyof Asks]: { id: number; ask: Name; input: Asks[Name] };
}[keyof Asks];

/** What happens on the way. */
export interface Progress {
  stage: 'fetching' | 'hashing' | 'checking';
  /** A file, or the name of a check. */
  name: string;
  circuit?: string | undefined;
  done: number;
  total: number | undefined;
}

export interface WorkerError {
  code: ClientCode | 'FAULT';
  message: string;
  next: string | undefined;
}

export type Told = { id: number } & (
  | { tell: 'progress'; progress: Progress }
  | { tell: 'finding'; finding: Finding }
  | { tell: 'note'; text: string }
  | { tell: 'done'; answer: unknown }
  | { tell: 'failed'; error: WorkerError }
);

export type ToWorker = Ask | { id: number; ask: 'stop' };
