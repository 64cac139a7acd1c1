import type { Checks, ServedState } from './verification-messages.ts';

/** A state of a chain: its blob, and the circuit's metadata, parsed. */
export interface StateRef {
  blob: string;
  metadata: unknown;
}

export type SchemeVerdict =
  | {
      ok: true;
      /** The new head as it is stored. */
      head: Uint8Array;
      /** What the next contributor is handed. */
      served: ServedState;
      /** The contribution's row of the transcript, JSON. */
      record: string;
      checks: Checks;
    }
  | { ok: false; code: string; text: string; checks: Checks };

/** What differs between kinds of ceremonies; the server knows no other difference. */
export interface Scheme {
  /** The state without contributions, as it is stored. */
  genesis(metadata: unknown): Uint8Array;
  /** What a contributor is handed for a state. */
  base(state: StateRef): Promise<ServedState>;
  /** Reads a file. Throws FormatError when it is no contribution at all: no verdict, the turn stays open. */
  read(path: string): Promise<void>;
  /** Whether the upload extends the state. Rejects with VerificationFault when that could not be told. */
  verify(before: StateRef, upload: string, identity: string): Promise<SchemeVerdict>;
  /** The text of the receipt for an accepted record. */
  receipt(identity: string, record: string): string;
  /** Names of what must never be accepted twice on this server, each once. */
  oneTimeKeys(record: string): string[];
  /** The verdict on a contribution whose one-time key number `index` was accepted before. */
  repeated(index: number, checks: Checks): SchemeVerdict;
  /** The result in a form that its users load. */
  finalize(state: StateRef, form: { sub: number; form: 'txt' | 'json' }): Promise<Uint8Array>;
}
