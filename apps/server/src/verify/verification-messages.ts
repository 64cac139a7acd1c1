/** What travels between the server and its verification thread. Paths name immutable files. */
import type { CurveName } from '@brebaje/curves/engine';
import type { KernelReport } from '@brebaje/curves/threads/job';
import type { SubSize } from '@brebaje/kzg/sizes';
import type { GenesisPhase } from '@brebaje/protocol/rest/drafts';
import type { DraftFile } from '@brebaje/protocol/rest/uploads';

/** The genesis or head of a chain: its packed powers as a file whose name is its SHA-256. */
export interface StateFile {
  path: string;
  sizes: SubSize[];
}

export type ThreadRequest =
  /** The contribution that is handed out for a state. */
  | { kind: 'serve'; state: StateFile }
  /** Whether an uploaded file reads as a contribution at all. */
  | { kind: 'read'; upload: string }
  | { kind: 'verify'; before: StateFile; upload: string; identity: string }
  /** Verifies a transcript whole. `scratch` is a folder for what is large; the asker removes it. */
  | { kind: 'transcript'; path: string; scratch: string }
  /** The trusted setup of one sub-ceremony, as text for c-kzg or JSON. */
  | { kind: 'setup'; state: StateFile; sub: number; form: 'txt' | 'json' }
  /** Whether an uploaded file reads as a zkey, and names nobody else when it is handed in in a turn. */
  | { kind: 'groth16-read'; upload: string; turn: { base: string; name: string } | null }
  | { kind: 'groth16-verify'; files: Groth16Files }
  /** Whether a file of a circuit that is being registered reads as what it should be. */
  | { kind: 'circuit-file'; path: string; as: DraftFile }
  /** Makes the genesis of a circuit and verifies it. */
  | { kind: 'groth16-genesis'; files: GenesisFiles }
  /** Adds the beacon to a state. */
  | { kind: 'groth16-beacon'; files: BeaconFiles }
  /** Checks the last state of a circuit whole, and makes its keys. */
  | { kind: 'groth16-final'; files: FinalFiles };

/** The contribution handed out, compact JSON and the same gzipped. */
export interface ServedState {
  json: Uint8Array;
  gzip: Uint8Array;
}

export interface ReadAnswer {
  /** Set when the text is no contribution. */
  fault: { kind: 'syntax' | 'shape'; message: string; offset: number | null } | null;
}

/** One accepted contribution as the transcript keeps it; hex without 0x, `` for a signature that is not there. */
export interface RecordJson {
  identity: string;
  ecdsa: string;
  subs: { product: string; pubkey: string; bls: string }[];
}

/** One named check of a contribution. */
export interface CheckResult {
  verdict: 'passed' | 'failed' | 'skipped';
  milliseconds: number;
  software: string;
  message: string;
}

export type Checks = Record<'format' | 'mathematical' | 'consistency', CheckResult>;

export type VerifyAnswer =
  | {
      ok: true;
      /** The new head's powers, packed. */
      head: Uint8Array;
      served: ServedState;
      record: RecordJson;
      checks: Checks;
    }
  | { ok: false; code: string; text: string; checks: Checks };

/** What a Groth16 contribution is checked with: files of blobs, slim but for the upload, which may be whole. */
export interface Groth16Files {
  genesis: string;
  /** Where the genesis' secret combination is kept, or will be. */
  sums: string;
  /** immutableHash of the circuit, hex. */
  immutable: string;
  before: string;
  upload: string;
}

export interface Groth16Read {
  /** Why the file cannot be taken. */
  fault: string | null;
}

/** One accepted Groth16 contribution; bytes and hashes are hex. */
export interface Groth16Record {
  /** The record of section 10. */
  record: string;
  contributionHash: string;
  /** stateHash before and after. */
  previousState: string;
  state: string;
  /** Of the slim zkey after it. */
  head: { sha256: string; blake2b: string };
}

export type Groth16Answer = { curve: CurveName } & (
  | { ok: true; kind: 'slim' | 'whole'; record: Groth16Record; checks: Checks }
  | { ok: false; code: string; text: string; checks: Checks }
);

/** What a genesis is made of; paths of files. */
export interface GenesisFiles {
  r1cs: string;
  ptau: string;
  /** SHA-256 or BLAKE2b-512 that the ptau must have, hex; null: it is verified whole. */
  ptauHash: string | null;
  /** Whether this server has verified this ptau whole before: then it is not verified again. */
  ptauVerified: boolean;
  /** A genesis that is there already, and is verified instead of made. */
  genesis: string | null;
  /** The latest zkey of a chain that began with that genesis elsewhere. */
  zkey: string | null;
  /** Where the genesis is written when it is made; nothing may be there. */
  output: string;
}

/** Where a genesis comes from, for everybody to see. Hashes are hex. */
export interface GenesisOrigin {
  r1cs: { sha256: string; size: number; constraints: number };
  phase1: {
    power: number;
    contributions: number;
    sha256: string;
    blake2b: string;
    size: number;
    /** By the hash that the coordinator gave, or the whole file with every contribution in it. */
    checked: 'hash' | 'whole';
  };
}

/** A contribution of a chain that was begun elsewhere, as its record says. Hashes are hex. */
export interface AdoptedRecord {
  position: number;
  type: 'person' | 'beacon';
  name?: string;
  contributionHash: string;
}

export type GenesisAnswer =
  | ({ ok: true; curve: CurveName; adopted: AdoptedRecord[] } & GenesisOrigin)
  | { ok: false; text: string };

/** The value of a beacon, hex; it is hashed 2^exponent times. */
export interface BeaconBytes {
  randomness: string;
  exponent: number;
}

/** A slim state, and where the one after the beacon is written; nothing may be there. */
export interface BeaconFiles {
  before: string;
  output: string;
  beacon: BeaconBytes;
}

export type BeaconAnswer = { ok: true; curve: CurveName } | { ok: false; text: string };

/** The parts of a circuit's first and last state. */
export interface FinalFiles {
  genesis: string;
  immutable: string;
  last: string;
  beacon: BeaconBytes;
  /** What the manifest names: the genesis' stateHash, and the immutableHash; hex. */
  expected: { genesisState: string; immutable: string };
}

export type FinalAnswer =
  | {
      ok: true;
      curve: CurveName;
      /** The records of section 10, hex. */
      records: string[];
      /** Of the beacon's record, hex. */
      contributionHash: string;
      state: string;
      whole: { sha256: string; blake2b: string; size: number };
      /** The verification key as JSON, and a contract that verifies by it; null: there is none. */
      key: string;
      contract: string | null;
    }
  | { ok: false; text: string };

export interface TranscriptAnswer {
  ok: boolean;
  /** Why it does not verify. */
  problem: string | null;
  sizes: SubSize[];
  /** Accepted contributions, the origin not counted. */
  contributions: number;
  /** The final powers, packed; empty when it does not verify. */
  head: Uint8Array;
  /** File with one RecordJson a line, in order, the origin left out. */
  records: string;
}

export interface ThreadAnswers {
  serve: ServedState;
  read: ReadAnswer;
  verify: VerifyAnswer;
  transcript: TranscriptAnswer;
  setup: Uint8Array;
  'groth16-read': Groth16Read;
  'groth16-verify': Groth16Answer;
  'circuit-file': Groth16Read;
  'groth16-genesis': GenesisAnswer;
  'groth16-beacon': BeaconAnswer;
  'groth16-final': FinalAnswer;
}

export interface ThreadCall {
  id: number;
  request: ThreadRequest;
}

/** What the threads of an engine compute with, as one of them said after its latest work. */
export interface CurveKernel extends KernelReport {
  curve: CurveName;
}

/** How far a work is, in its present phase where it has several. */
export interface Progress {
  done: number;
  all: number;
  phase?: GenesisPhase;
}

export type ThreadReply =
  /** After an answer that took the engine. */
  | { kernel: CurveKernel }
  /** How far a long work is; its answer is still to come. */
  | { id: number; progress: Progress }
  | { id: number; answer: ThreadAnswers[ThreadRequest['kind']] }
  | { id: number; error: string };

/** Data a thread is started with: the one-file build starts every thread from itself and looks here. */
export interface ThreadData {
  brebajeThread: 'verification';
  engineThreads: number | null;
}
