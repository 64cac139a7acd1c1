import type { ClientCode } from '@brebaje/client/client-error';

/** Every way the command ends. Scripts rely on the numbers: they never change their meaning. */
export const EXIT = {
  ok: 0,
  fault: 1,
  usage: 2,
  config: 3,
  unreachable: 4,
  notAdmitted: 5,
  turnLost: 6,
  refused: 7,
  unsafe: 8,
  invalid: 9,
  notIncluded: 10,
  unknownOutcome: 11,
  file: 12,
  noServer: 13,
  operatorRefused: 14,
  notReady: 15,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each number means, for `--help`. */
export const EXIT_MEANINGS: Record<ExitCode, string> = {
  0: 'done',
  1: 'a fault of this program; of zkey verify, powersoftau verify and check-verifier: the file is refused',
  2: 'the command line is wrong; of those three also: a file cannot be used',
  3: 'the configuration is wrong',
  4: 'the server cannot be reached or fails',
  5: 'not admitted: sign-in refused, already contributed, session unknown, lobby full',
  6: 'the turn was lost, or the work is for a state that is no longer the head',
  7: 'the server refused the contribution or the request',
  8: 'stopped for safety: what was received or computed failed a check; nothing was sent or written',
  9: 'verification failed: transcript, receipt or log is not valid',
  10: 'the transcript is valid and does not contain what was looked for',
  11: 'sent, but whether it was accepted is not known',
  12: 'a file is missing, unreadable or not what it should be',
  13: 'no server is running on this data folder',
  14: 'the server refused the operator’s command',
  15: 'the ceremony cannot open as it is, or its result could not be made',
  130: 'interrupted',
};

/** The number for each way a client's flow ends. */
export const EXIT_OF: Record<ClientCode, ExitCode> = {
  BAD_ADDRESS: EXIT.usage,
  UNREACHABLE: EXIT.unreachable,
  NOT_A_SEQUENCER: EXIT.unreachable,
  SERVER_FAULT: EXIT.unreachable,
  SIGN_IN_UNAVAILABLE: EXIT.notAdmitted,
  SIGN_IN_REFUSED: EXIT.notAdmitted,
  ALREADY_CONTRIBUTED: EXIT.notAdmitted,
  SESSION_UNKNOWN: EXIT.notAdmitted,
  LOBBY_FULL: EXIT.notAdmitted,
  REFUSED: EXIT.refused,
  TURN_LOST: EXIT.turnLost,
  CONTRIBUTION_REFUSED: EXIT.refused,
  OUTCOME_UNKNOWN: EXIT.unknownOutcome,
  TOO_LARGE: EXIT.unsafe,
  STATE_INVALID: EXIT.unsafe,
  OUTPUT_INVALID: EXIT.unsafe,
  RECEIPT_INVALID: EXIT.invalid,
  TRANSCRIPT_INVALID: EXIT.invalid,
  RECORD_INVALID: EXIT.invalid,
  NOT_INCLUDED: EXIT.notIncluded,
  STALE_BASE: EXIT.turnLost,
  BAD_WORK_FILE: EXIT.file,
  STORAGE_FULL: EXIT.file,
  STOPPED: EXIT.interrupted,
};

/** Ends the command with a number, a sentence and what to do next. */
export class CommandError extends Error {
  readonly exit: ExitCode;
  readonly next: string | undefined;
  /** What the document of --json has besides. */
  readonly findings: object | undefined;
  /** Nothing went wrong, and nothing is left to do: people are told so without the word Error. */
  readonly allIsWell: boolean;
  constructor(
    exit: ExitCode,
    message: string,
    next?: string,
    options?: ErrorOptions & { findings?: object; allIsWell?: boolean },
  ) {
    super(message, options);
    this.findings = options?.findings;
    this.allIsWell = options?.allIsWell ?? false;
    this.name = 'CommandError';
    this.exit = exit;
    this.next = next;
  }
}
