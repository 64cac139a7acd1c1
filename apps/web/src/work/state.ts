/** Where a contribution of this browser stands, as the page shows it. Times are milliseconds of this device's clock. */
import type { WorkEvent } from './events.ts';

export type Scheme = 'KZG' | 'GROTH16';
export type WorkStep = 'DOWNLOADING' | 'COMPUTING' | 'UPLOADING' | 'VERIFYING';

/** Why somebody waits: for a turn, for the ceremony, or for what stands in the way of both. */
export type WaitingWhy =
  /** Nothing has been answered yet. */
  | 'entering'
  /** A lobby: whoever is in it may be chosen. */
  | 'lobby'
  /** A queue: `place` says where. */
  | 'queue'
  | 'paused'
  /** A check-in came too early and did not count; the next one is set right. */
  | 'early'
  | 'full'
  /** A turn was offered and is being begun; its genesis is still on its way. */
  | 'starting'
  /** Another browser, machine or program of the person is at work on their turn: at `there`. */
  | 'elsewhere'
  /** A lost turn's penalty runs until `until`. */
  | 'penalty'
  /** The server fails, or cannot be reached; tried again at `nextAt`. */
  | 'fault'
  | 'unreachable';

/** The circuit that is worked on or waited for. */
export interface AtCircuit {
  slug: string;
  /** From 1, of `of`. */
  number: number;
  of: number;
}

/** What happened on the way, oldest first: the account that is given when a turn was lost, and the log before. */
export interface WorkNote {
  at: number;
  what: /** The device, or the browser, stood still for `seconds`. */
    | 'slept'
    /** Without a network, for `seconds` where it came back. */
    | 'offline'
    | 'trouble'
    /** No check-in was answered for `seconds`, and the place was lost by that. */
    | 'silence'
    | 'session-renewed'
    | 'upload-again'
    /** Work of an earlier run that came to nothing. */
    | 'lost-before'
    /** The server could not read the contribution; it is being handed in once more. */
    | 'mending'
    /** Finished work of an earlier run is handed in. */
    | 'kept-work'
    /** The disk, or the browser's share of it, is full. */
    | 'disk-full';
  seconds?: number;
  text?: string;
}

/** The genesis of a circuit that comes next; bytes while fetching, units of work while reading. */
export interface Beforehand {
  step: 'fetching' | 'reading';
  circuit: string;
  done: number;
  total: number | undefined;
}

/** What is shown of a state while something goes on. */
export interface Ongoing {
  scheme: Scheme;
  /** Since when it runs. */
  since: number;
  circuit: AtCircuit | undefined;
  /** Names of all circuits, in the order in which people go through them; none in a KZG ceremony. */
  circuits: readonly string[];
  /** What is fetched or read before it is needed, so that the turn itself is short. */
  beforehand: Beforehand | undefined;
  /** A request has failed, and is sent again at `until`. */
  trouble: { reason: string; until: number } | undefined;
  /** Whether the browser says that it has a network. */
  online: boolean;
  /**
   * The wallet's signature over the public keys: it goes with the contribution, or went with the page that it was
   * made in. Undefined: nobody has asked for one.
   */
  signature: 'kept' | 'gone' | undefined;
  /** Contributions of this run that were accepted already. */
  receipts: WorkReceipt[];
  notes: WorkNote[];
}

/** A receipt to keep, verified. */
export interface WorkReceipt {
  scheme: Scheme;
  /** Groth16. */
  circuit: string | undefined;
  /** Of the contribution, from 1. */
  position: number | undefined;
  /** As the record and attestations name the contribution: hex, with the length that its scheme has. */
  hash: string;
  at: number;
  /** What is kept as a file: JSON with the signed text and the signature. */
  file: { name: string; text: string };
  /** Markdown to publish. */
  attestation: string;
}

export interface Waiting extends Ongoing {
  phase: 'waiting';
  why: WaitingWhy;
  /** In a queue; the first is 1. */
  place: number | undefined;
  ahead: number | undefined;
  /** Seconds until the turn begins, as far as the server can tell, and the same in its words. */
  estimate: { seconds: number; about: string } | undefined;
  /** The last check-in, or question about the turn, that counted. */
  lastCheckIn: number | undefined;
  /** The next one. */
  nextAt: number | undefined;
  /** Without another check-in the place is lost then; undefined: it is not lost by silence. */
  outAt: number | undefined;
  /** The server holds the question open: it answers as soon as something changes. */
  held: boolean;
  /** Elsewhere only: how far it is there. */
  there: WorkStep | undefined;
  /** Penalty only; undefined without end. */
  until: number | undefined;
}

export interface Working extends Ongoing {
  phase: 'working';
  step: WorkStep;
  /** Bytes while downloading and uploading, units of work while computing. */
  done: number;
  total: number | undefined;
  /** The turn ends then; undefined without a limit. */
  deadlineAt: number | undefined;
  /** When the turn began, and when the step did. */
  turnSince: number;
  stepSince: number;
  /** Of this contribution, from 1. */
  position: number | undefined;
}

/** Why a turn or a place was lost. */
export type LostRule =
  /** No check-in inside the window. */
  | 'check-in'
  /** The turn's time was over. */
  | 'deadline'
  | 'aborted'
  /** A coordinator gave the turn to somebody else. */
  | 'replaced'
  /** An offer was not begun in time. */
  | 'passed'
  | 'declined'
  /** The contribution was refused. */
  | 'refused'
  | 'fault'
  | 'removed'
  /** The server does not say. */
  | 'unknown';

export type WorkState =
  /** It is being looked at what an earlier run left. */
  | { phase: 'looking' }
  | { phase: 'idle' }
  /** An earlier run was broken off; `resume()` goes on without entropy where `finished`. */
  | { phase: 'resumable'; scheme: Scheme; finished: boolean; since: number | undefined }
  /** Another tab of this browser does it; `shown` is what it shows. `takeOver()` brings it here. */
  | { phase: 'elsewhere'; shown: WorkState | undefined }
  | Waiting
  | Working
  | { phase: 'done'; scheme: Scheme; receipts: WorkReceipt[]; notes: WorkNote[] }
  | {
      phase: 'lost';
      scheme: Scheme;
      rule: LostRule;
      text: string;
      next: string | undefined;
      /** When the person may come back by themselves. */
      returnAt: number | undefined;
      receipts: WorkReceipt[];
      notes: WorkNote[];
    }
  | {
      phase: 'failed';
      scheme: Scheme;
      /** A ClientCode, or STORAGE_FULL, STORAGE_UNAVAILABLE, BROKEN. */
      code: string;
      message: string;
      next: string | undefined;
      serverCode: string | undefined;
      /** Whether trying again goes on where it was. */
      again: boolean;
      receipts: WorkReceipt[];
      notes: WorkNote[];
    };

/** What becomes of a state when something happens at `now`. */
export type Reduce = (state: WorkState, event: WorkEvent, now: number) => WorkState;
