import type { Checks, ServedState } from './verification-messages.ts';

/** Bytes that are addressed by their hash and never change, and where they lie. */
export interface StateRef {
  blob: string;
  /** The circuit's metadata, parsed. */
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
      receipt: { text: string };
      /** Names of one-time material (public keys) that must never be seen again on this server. */
      uniques: string[];
    }
  | { ok: false; code: string; text: string; checks: Checks };

/** What differs between kinds of ceremonies; the server knows no other difference. */
export interface Scheme {
  /** The state without contributions, as it is stored. */
  genesis(metadata: unknown): Uint8Array;
  /** What a contributor is handed for a state. */
  base(state: StateRef): Promise<ServedState>;
  /** Throws FormatError when the upload is no contribution at all: no verdict, the turn stays open. */
  read(upload: string): Promise<void>;
  /** Whether the upload extends the state. Rejects with VerificationFault when that could not be told. */
  verify(before: StateRef, upload: string, identity: string): Promise<SchemeVerdict>;
  /** The result in the forms that its users load, from a state that is final or not. */
  finalize(state: StateRef, form: { sub: number; form: 'txt' | 'json' }): Promise<Uint8Array>;
}
