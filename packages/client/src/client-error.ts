/** What stopped the flow. The command maps each to an exit code and the page to a text. */
export type ClientCode =
  /** The address given cannot be a ceremony's. */
  | 'BAD_ADDRESS'
  /** Nobody answers, or the connection breaks again and again. */
  | 'UNREACHABLE'
  /** Something answers, but it is no sequencer. */
  | 'NOT_A_SEQUENCER'
  /** The server keeps failing by its own account (5xx). */
  | 'SERVER_FAULT'
  /** The server has no sign-in by key (the original sequencer has none). */
  | 'SIGN_IN_UNAVAILABLE'
  | 'SIGN_IN_REFUSED'
  | 'ALREADY_CONTRIBUTED'
  | 'SESSION_UNKNOWN'
  | 'LOBBY_FULL'
  /** A refusal by the server that is none of the others; its own code is in `serverCode`. */
  | 'REFUSED'
  /** The turn passed to somebody else before the contribution arrived. */
  | 'TURN_LOST'
  /** The server's verdict on the contribution. */
  | 'CONTRIBUTION_REFUSED'
  /** The contribution may have been accepted, but no receipt arrived. */
  | 'OUTCOME_UNKNOWN'
  | 'TOO_LARGE'
  /** The state received must not meet a secret. */
  | 'STATE_INVALID'
  /** The check of one's own output failed. */
  | 'OUTPUT_INVALID'
  | 'RECEIPT_INVALID'
  | 'TRANSCRIPT_INVALID'
  /** What a server or an archive says of a ceremony contradicts itself, or is not whole. */
  | 'RECORD_INVALID'
  /** The transcript is valid and does not contain what was looked for. */
  | 'NOT_INCLUDED'
  /** The work was made for a state that is no longer the head. */
  | 'STALE_BASE'
  | 'BAD_WORK_FILE'
  /** No room for the files of a contribution. */
  | 'STORAGE_FULL'
  | 'STOPPED';

/** Parts of a {@link ClientError} beyond its message. */
export interface ClientErrorDetail {
  /** What the person can do about it. */
  next?: string;
  /** The code and text the server gave, as it gave them. */
  serverCode?: string;
  serverText?: string;
  status?: number;
  cause?: unknown;
}

/** Ends a flow. The message is a sentence for people; `next` says what to do. */
export class ClientError extends Error {
  readonly code: ClientCode;
  readonly next: string | undefined;
  readonly serverCode: string | undefined;
  readonly serverText: string | undefined;
  readonly status: number | undefined;
  constructor(code: ClientCode, message: string, detail: ClientErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'ClientError';
    this.code = code;
    this.next = detail.next;
    this.serverCode = detail.serverCode;
    this.serverText = detail.serverText;
    this.status = detail.status;
  }
}

/** The signal's own reason when it is one of ours, else STOPPED. */
export function stopped(signal: AbortSignal | undefined): ClientError {
  if (signal?.reason instanceof ClientError) return signal.reason;
  return new ClientError('STOPPED', 'stopped', { cause: signal?.reason });
}
