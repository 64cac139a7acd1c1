/**
 * One table of everything a request can be refused with. The sequencer protocol's codes and texts are those
 * of Ethereum's sequencer, byte for byte: clients compare them.
 */
import type { RuleRefusal } from '@brebaje/ceremony/lobby-types';
import type { ErrorEntry } from './error-entry.ts';
import { VERIFICATION_ERRORS } from './verification-errors.ts';

const WAIT = 'Keep checking in at the interval; a free turn goes to whoever checks in next.';
const LATER = 'Try again in a few minutes; nothing is lost and it does not count against you.';
const SIGN_IN = 'Sign in again and use the session id you are given.';

export const ERRORS = {
  'SessionError::InvalidSessionId': {
    status: 400,
    text: 'unknown session id',
    next: 'Send the header Authorization: Bearer <session id>.',
  },
  'TryContributeError::UnknownSessionId': { status: 401, text: 'unknown session id', next: SIGN_IN },
  'TryContributeError::RateLimited': {
    status: 400,
    text: 'call came too early. rate limited',
    next: 'Check in once per interval, from one window only.',
  },
  'TryContributeError::AnotherContributionInProgress': {
    status: 200,
    text: 'another contribution in progress',
    next: WAIT,
  },
  'TryContributeError::LobbyIsFull': { status: 400, text: 'lobby is full', next: LATER },
  'TryContributeError::TaskError': { status: 500, text: 'background task error: ', next: LATER },
  'ContributeError::NotUsersTurn': {
    status: 400,
    text: 'not your turn to participate',
    next: 'Check in until you are handed the current state, then contribute to that one.',
  },
  'ContributeError::TaskError': { status: 500, text: 'background task error: ', next: LATER },
  'ContributeError::TranscriptIOError': { status: 500, text: 'error writing transcript: ', next: LATER },
  'SignatureError::SignatureCreation': { status: 500, text: "couldn't sign the receipt", next: LATER },
  'StorageError::DatabaseError': { status: 500, text: 'storage error', next: LATER },
  'AuthErrorPayload::LobbyIsFull': { status: 503, text: 'lobby is full', next: LATER },
  'AuthErrorPayload::UserAlreadyContributed': {
    status: 400,
    text: 'user already contributed',
    next: 'You had your turn. If you lost it without fault, ask the operator to readmit you.',
  },
  'AuthErrorPayload::InvalidAuthCode': {
    status: 400,
    text: 'invalid authorization code',
    next: 'Begin again at the sign-in link: a code works once and for a few minutes.',
  },
  'AuthErrorPayload::FetchUserDataError': {
    status: 500,
    text: 'could not fetch user data from auth server',
    next: 'Try again in a few minutes: the service we ask about accounts did not answer.',
  },
  'AuthErrorPayload::CouldNotExtractUserData': {
    status: 500,
    text: 'could not extract user data from auth server',
    next: LATER,
  },
  'AuthErrorPayload::UserCreatedAfterDeadline': {
    status: 401,
    text: 'user created after deadline',
    next: 'Sign in with an older GitHub account or an Ethereum address with more transactions.',
  },
  'AuthErrorPayload::Storage': { status: 500, text: 'storage error', next: LATER },
  ...VERIFICATION_ERRORS,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** The error object of the sequencer protocol. It never gets another key: strict clients exit on one. */
export function errorBody(code: string, text: string): { code: string; error: string } {
  return { code, error: text };
}

type Face = 'signIn' | 'tryContribute' | 'contribute';

const UNKNOWN = 'TryContributeError::UnknownSessionId';
const NOT_TURN = 'ContributeError::NotUsersTurn';

const CLOSED_LOBBY: Record<Face, ErrorCode> = {
  signIn: 'AuthErrorPayload::LobbyIsFull',
  tryContribute: 'TryContributeError::LobbyIsFull',
  contribute: NOT_TURN,
};
/** No client of the sequencer protocol can cause these. */
const REST_ONLY: Record<Face, ErrorCode> = {
  signIn: 'AuthErrorPayload::UserCreatedAfterDeadline',
  tryContribute: UNKNOWN,
  contribute: NOT_TURN,
};

/**
 * What each refusal of the rules is called where it meets a client of the sequencer protocol. Clients know
 * few words: whoever may not poll any more is an unknown session, and a closed lobby is a full one.
 */
export const REFUSALS: Record<RuleRefusal, Record<Face, ErrorCode>> = {
  UNKNOWN_SESSION: {
    signIn: 'AuthErrorPayload::InvalidAuthCode',
    tryContribute: UNKNOWN,
    contribute: NOT_TURN,
  },
  TOO_EARLY: {
    signIn: 'AuthErrorPayload::LobbyIsFull',
    tryContribute: 'TryContributeError::RateLimited',
    contribute: NOT_TURN,
  },
  LOBBY_FULL: {
    signIn: 'AuthErrorPayload::LobbyIsFull',
    tryContribute: 'TryContributeError::LobbyIsFull',
    contribute: NOT_TURN,
  },
  NOT_YOUR_TURN: {
    signIn: 'AuthErrorPayload::InvalidAuthCode',
    tryContribute: 'TryContributeError::AnotherContributionInProgress',
    contribute: NOT_TURN,
  },
  ALREADY_CONTRIBUTED: {
    signIn: 'AuthErrorPayload::UserAlreadyContributed',
    tryContribute: UNKNOWN,
    contribute: NOT_TURN,
  },
  BARRED: {
    signIn: 'AuthErrorPayload::UserAlreadyContributed',
    tryContribute: UNKNOWN,
    contribute: NOT_TURN,
  },
  ILLEGAL_TRANSITION: {
    signIn: 'AuthErrorPayload::UserAlreadyContributed',
    tryContribute: UNKNOWN,
    contribute: NOT_TURN,
  },
  NOT_PERMITTED: {
    signIn: 'AuthErrorPayload::UserCreatedAfterDeadline',
    tryContribute: UNKNOWN,
    contribute: NOT_TURN,
  },
  TOO_MANY_SESSIONS: {
    signIn: 'AuthErrorPayload::LobbyIsFull',
    tryContribute: 'TryContributeError::LobbyIsFull',
    contribute: NOT_TURN,
  },
  CLOSED: CLOSED_LOBBY,
  NOT_OPEN: CLOSED_LOBBY,
  PAUSED: CLOSED_LOBBY,
  NOT_SELECTED: REST_ONLY,
  NOT_SEEN: REST_ONLY,
  NO_MORE_TIME: REST_ONLY,
  NOT_ELIGIBLE: REST_ONLY,
  NOT_AMENDABLE: REST_ONLY,
};

/** The same refusals on REST: status, title and what to do, for `application/problem+json`. */
export const PROBLEMS: Record<RuleRefusal, ErrorEntry> = {
  UNKNOWN_SESSION: { status: 401, text: 'Unknown session', next: SIGN_IN },
  TOO_EARLY: { status: 429, text: 'Too early', next: 'Check in once per interval.' },
  LOBBY_FULL: { status: 503, text: 'Lobby full', next: LATER },
  NOT_YOUR_TURN: { status: 409, text: 'Not your turn', next: WAIT },
  ALREADY_CONTRIBUTED: {
    status: 409,
    text: 'Already contributed',
    next: 'Nothing: your contribution is in the transcript.',
  },
  BARRED: { status: 403, text: 'Barred', next: 'Ask the operator to readmit you.' },
  ILLEGAL_TRANSITION: {
    status: 409,
    text: 'Not possible now',
    next: 'See the allowed moves and the current status.',
  },
  NOT_PERMITTED: { status: 403, text: 'Not permitted', next: 'Sign in as somebody who may do this.' },
  TOO_MANY_SESSIONS: { status: 503, text: 'Too many sessions', next: LATER },
  CLOSED: { status: 409, text: 'Closed', next: 'Nothing: this ceremony takes no contributions any more.' },
  NOT_OPEN: { status: 409, text: 'Not open yet', next: 'Come back when the ceremony opens.' },
  PAUSED: {
    status: 409,
    text: 'Paused',
    next: 'Wait until the ceremony goes on: every clock stands still and your place is kept.',
  },
  NOT_SELECTED: {
    status: 409,
    text: 'Not your turn yet',
    next: 'Stay connected or come back when you are told: your place in the queue is kept.',
  },
  NOT_SEEN: {
    status: 409,
    text: 'Not seen by the server',
    next: 'Begin or complete the upload first, then report the step.',
  },
  NO_MORE_TIME: {
    status: 409,
    text: 'No more time to give',
    next: 'Ask a coordinator to extend your turn, and say how much you need.',
  },
  NOT_ELIGIBLE: {
    status: 403,
    text: 'Not eligible',
    next: 'See the detail for who may take part and from when.',
  },
  NOT_AMENDABLE: {
    status: 409,
    text: 'Cannot be amended',
    next: 'Leave these fields as they are: they are fixed from the opening on.',
  },
};

/** Plain texts that are no JSON: what the reference's web framework answers by itself. */
export const PLAIN = {
  notFound: '<h1>Error 404</h1>',
  tooLarge: 'length limit exceeded',
  noJsonType: 'Expected request with `Content-Type: application/json`',
  syntax: 'Failed to parse the request body as JSON: ',
  shape: 'Failed to deserialize the JSON body into the target type: ',
  query: 'Failed to deserialize query string: ',
  noTranscript: 'could not open transcript file',
} as const;

/** Answers to a callback whose `state` is not one of ours. */
export const STATE_ERRORS = {
  base64: { message: 'invalid base64 data in state parameter' },
  json: { message: 'invalid json in state parameter' },
} as const;
