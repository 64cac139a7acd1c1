import type { CircuitSize } from '@brebaje/ceremony/work-limit';
import type { CeremonyRow } from '../store/schema.ts';
import type { Checks, ServedState } from './verification-messages.ts';

/** A state of a chain: its blob, and the circuit's metadata, parsed. */
export interface StateRef {
  blob: string;
  metadata: unknown;
}

/** A head too large for memory, and the SHA-256 (hex) that its bytes have. */
export interface StreamedHead {
  chunks: AsyncIterable<Uint8Array>;
  sha256: string;
}

/** A state in two parts: what contributions change, which is handed out, and what they do not. */
export interface HandedOut {
  /** Of the part that is handed out, hex. */
  blake2b: string;
  sections: { id: number; from: number; size: number }[];
  immutable: { sha256: string; size: number };
  /** Bytes of the whole. */
  whole: number;
}

/** A turn in which something is handed in. */
export interface HandingIn {
  /** The state that was handed out. */
  base: StateRef;
  /** The contributor's public name. */
  name: string;
}

export type SchemeVerdict =
  | {
      ok: true;
      /** The new head as it is stored; 'upload': the bytes that were uploaded are the new head. */
      head: Uint8Array | StreamedHead | 'upload';
      /** What the next contributor of a lobby is handed. */
      served?: ServedState;
      /** The contribution's row of the transcript, JSON. */
      record: string;
      checks: Checks;
    }
  | { ok: false; code: string; text: string; checks: Checks };

/** What a receipt may bind. Hashes are SHA-256, hex; the time is milliseconds since 1970. */
export interface ReceiptFacts {
  /** As the transcript names the contributor. */
  identity: string;
  /** SHA-256(salt ‖ identity), hex, as the event that enrolled the contributor has it. */
  commitment: string;
  record: string;
  /** Hash of the ceremony's manifest. */
  manifest: string | null;
  /** Slug of the circuit. */
  circuit: string;
  /** 1 for the first contribution. */
  position: number;
  /** The state that was extended, the one that came of it, and the file as it was uploaded. */
  previous: string;
  head: string;
  file: string;
  time: number;
  /** Of the audit event that accepts it. */
  seq: number;
}

/** Bytes that are no contribution at all: no verdict, the turn stays open. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** What differs between kinds of ceremonies; the server knows no other difference. */
export interface Scheme {
  /** Whether accepted states stay readable, or only the head and the genesis. */
  keeps: 'every' | 'head';
  /** What is told of a state beside its bytes; `record` is that of the contribution that it came of. */
  handOut?(state: StateRef, record: string | null): Promise<HandedOut>;
  /** What a contributor moves and computes, for a limit by size; `bytes` is the head's length. */
  size?(metadata: unknown, bytes: number): CircuitSize;
  /** Longest upload of a contribution to a head of `bytes`. */
  longestUpload(bytes: number, kind: 'slim' | 'whole', metadata: unknown): number;
  /**
   * Reads a file. Throws FormatError or Unreadable when it is no contribution at all, or none that can be accepted
   * but is easily mended: then the turn goes on.
   */
  read(path: string, turn?: HandingIn): Promise<void>;
  /** Whether the upload extends the state. Rejects with VerificationFault when that could not be told. */
  verify(before: StateRef, upload: string, identity: string): Promise<SchemeVerdict>;
  /** The text of the receipt for an accepted record. */
  receipt(facts: ReceiptFacts): string;
  /** Names of what must never be accepted twice on this server, each once. */
  oneTimeKeys(record: string): string[];
  /** The verdict on a contribution whose one-time key number `index` was accepted before. */
  repeated(index: number, checks: Checks): SchemeVerdict;
}

/** A scheme whose ceremonies have a lobby, and a genesis that follows from their sizes. */
export interface LobbyScheme extends Scheme {
  /** The state without contributions, as it is stored. */
  genesis(metadata: unknown): Uint8Array;
  /** What a contributor is handed for a state; in a queue it is the head's own bytes. */
  base(state: StateRef): Promise<ServedState>;
  /** The result in a form that its users load. */
  finalize(state: StateRef, form: { sub: number; form: 'txt' | 'json' }): Promise<Uint8Array>;
}

/** The schemes that a server speaks, by the name that ceremonies have for them. */
export type Schemes = { KZG: LobbyScheme } & Partial<Record<CeremonyRow['scheme'], Scheme>>;

/** The scheme of a ceremony. Throws when this server does not speak it. */
export function schemeOf({ schemes }: { schemes: Schemes }, { scheme }: Pick<CeremonyRow, 'scheme'>): Scheme {
  const found = schemes[scheme];
  if (!found) throw new Error(`this server does not run ${scheme} ceremonies`);
  return found;
}
