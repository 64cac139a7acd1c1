import { SEQUENCER } from '@brebaje/protocol/routes';
import { type LobbyAnswer, readLobbyAnswer, type ServerError } from './answers.ts';
import { ClientError, stopped } from './client-error.ts';
import { type Answer, ConnectionError, exchange } from './exchange.ts';
import { pauseAfter } from './patience.ts';
import type { SequencerUrl } from './sequencer-url.ts';
import type { Standing } from './server-identity.ts';
import type { Speaker } from './sign-in.ts';
import type { Surroundings } from './surroundings.ts';

/** Why somebody waits. */
export type WaitReason = 'busy' | 'paused' | 'early' | 'full' | 'fault' | 'unreachable';

/** What happens in the lobby. */
export type LobbyEvent =
  | {
      type: 'waiting';
      reason: WaitReason;
      code: string;
      text: string;
      pause: number;
      nextAt: number;
      held: boolean;
    }
  | { type: 'session-lost'; text: string }
  | { type: 'downloading'; received: number; total: number | undefined };

/** Milliseconds and counts; the defaults fit our server and the one of 2023. */
export interface LobbyTimes {
  /** Between accepted check-ins (30,000): inside the windows 30±2, 32±2 and 32±16 seconds. */
  interval: number;
  /** After a check-in the server held for us (20,000): its window starts at that answer. */
  afterHeld: number;
  /** Asked of a server that holds check-ins, in seconds (25); 0 never asks. */
  prefer: number;
  /** Failure without a break after which we give up (1,800,000). */
  patience: number;
  /** Answers "full" in a row after which we give up (20): a drained server gives no other. */
  fullAnswers: number;
  /** Sign-ins after a lost session (3). */
  renewals: number;
}

export const LOBBY_TIMES: LobbyTimes = {
  interval: 30_000,
  afterHeld: 20_000,
  prefer: 25,
  patience: 1_800_000,
  fullAnswers: 20,
  renewals: 3,
};

/** What waiting needs. */
export interface LobbyOptions<S extends Speaker = Speaker> {
  url: SequencerUrl;
  credential: S;
  /** Signs in again; absent when the session came from elsewhere. */
  renew?: (() => Promise<S>) | undefined;
  /** Where the ceremony stands, where the server says: asked when nobody is taken in, and now and then. */
  standing?: (() => Promise<Standing | undefined>) | undefined;
  times?: Partial<LobbyTimes>;
  /** Bound of the state that is downloaded, bytes (default 64 MiB). */
  maxBytes?: number;
  emit?: (event: LobbyEvent) => void;
  signal?: AbortSignal | undefined;
}

/** The turn: the state as the server sent it, and the session that holds the turn. */
export interface TurnOffer<S extends Speaker = Speaker> {
  bytes: Uint8Array;
  credential: S;
}

/** A contribution of Ethereum's sizes is 6.3 MB. */
const MAX_BYTES = 64 << 20;
/** Between attempts while the server cannot be reached: short, since a missed check-in may cost the place. */
const LONGEST_RETRY = 15_000;
const EARLY_PAUSE = 10_000;
/** Answers "busy" between two questions whether the ceremony is paused. */
const ASK_EVERY = 10;

/**
 * Enters the lobby and checks in until it is our turn. Refusals that time does not cure end it: LOBBY_FULL,
 * SESSION_UNKNOWN, REFUSED, NOT_A_SEQUENCER; failures end it after `patience`: UNREACHABLE, SERVER_FAULT.
 */
export async function waitForTurn<S extends Speaker>(
  surroundings: Surroundings,
  options: LobbyOptions<S>,
): Promise<TurnOffer<S>> {
  const times = { ...LOBBY_TIMES, ...options.times };
  const emit = options.emit ?? (() => {});
  let credential = options.credential;
  let accepted: number | undefined;
  let failures = 0;
  let failingSince: number | undefined;
  let full = 0;
  let busy = 0;
  let paused = false;
  let renewals = 0;

  const pauseFor = async (reason: WaitReason, error: ServerError, pause: number, held = false) => {
    const nextAt = surroundings.now() + pause;
    emit({ type: 'waiting', reason, code: error.code, text: error.text, pause, nextAt, held });
    try {
      await surroundings.sleep(pause, options.signal);
    } catch {
      throw stopped(options.signal);
    }
  };
  const failed = async (reason: 'fault' | 'unreachable', error: ServerError, atLeast = 0) => {
    failures++;
    failingSince ??= surroundings.now();
    const pause = Math.max(atLeast, pauseAfter(failures, LONGEST_RETRY, surroundings.random()));
    if (surroundings.now() + pause - failingSince > times.patience) throw gaveUp(options.url, reason, error);
    await pauseFor(reason, error, pause);
  };

  for (;;) {
    const asked = surroundings.now();
    const answer = await checkIn(surroundings, options, credential, times.prefer, emit);
    if (answer instanceof ConnectionError) {
      await failed('unreachable', { status: 0, code: '', text: answer.message });
      continue;
    }
    const meaning = readLobbyAnswer(answer);
    if (meaning.kind === 'fault') {
      await failed('fault', meaning.error, meaning.retryAfter);
      continue;
    }
    failures = 0;
    failingSince = undefined;
    if (meaning.kind !== 'full') full = 0;
    switch (meaning.kind) {
      case 'turn':
        return { bytes: meaning.bytes, credential };
      case 'busy': {
        accepted = surroundings.now();
        const held = wasHeld(answer, accepted - asked, times.prefer);
        if (busy++ % ASK_EVERY === 0) paused = (await options.standing?.())?.paused === true;
        await pauseFor(
          paused ? 'paused' : 'busy',
          meaning.error,
          held ? times.afterHeld : times.interval,
          held,
        );
        break;
      }
      case 'early':
        await pauseFor('early', meaning.error, afterEarly(accepted, surroundings.now(), times.interval));
        break;
      case 'full': {
        full++;
        // Somebody who is inside already is never told that it is full.
        const over = (await options.standing?.())?.over;
        if (over !== undefined) throw ended(over, meaning.error);
        if (full >= times.fullAnswers) throw lobbyFull(meaning.error);
        await pauseFor('full', meaning.error, times.interval);
        break;
      }
      case 'session': {
        if (!options.renew || renewals >= times.renewals) throw sessionUnknown(meaning.error);
        renewals++;
        emit({ type: 'session-lost', text: meaning.error.text });
        credential = await options.renew();
        accepted = undefined;
        break;
      }
      default:
        throw refusal(options.url, meaning);
    }
  }
}

async function checkIn(
  surroundings: Surroundings,
  options: LobbyOptions,
  credential: Speaker,
  prefer: number,
  emit: (event: LobbyEvent) => void,
): Promise<Answer | ConnectionError> {
  try {
    return await exchange(surroundings, {
      method: 'POST',
      url: options.url.base + SEQUENCER.tryContribute,
      token: credential.sessionId,
      headers: prefer > 0 ? { prefer: `wait=${prefer}` } : {},
      headerTimeout: 60_000 + prefer * 1000,
      maxBytes: options.maxBytes ?? MAX_BYTES,
      received: (received, total) => {
        // A busy answer is one small chunk: not a download worth showing.
        if (received > 4096) emit({ type: 'downloading', received, total });
      },
      signal: options.signal,
    });
  } catch (error) {
    if (error instanceof ConnectionError) return error;
    throw error;
  }
}

/** RFC 7240 lets a server say so; one that does not is recognised by the time it took. */
function wasHeld(answer: Answer, took: number, prefer: number): boolean {
  if (prefer === 0) return false;
  return answer.headers.get('preference-applied')?.includes('wait') || took >= prefer * 800;
}

/** A check-in that came too early does not count: the next is due one interval after the last that did. */
function afterEarly(accepted: number | undefined, now: number, interval: number): number {
  if (accepted === undefined) return EARLY_PAUSE;
  return Math.max(accepted + interval - now, EARLY_PAUSE / 5);
}

function detailOf(error: ServerError) {
  return { serverCode: error.code, serverText: error.text, status: error.status };
}

function gaveUp(url: SequencerUrl, reason: 'fault' | 'unreachable', error: ServerError): ClientError {
  const next = 'run the same command again; the place may be lost by then';
  return reason === 'unreachable'
    ? new ClientError('UNREACHABLE', `${url.server} cannot be reached: ${error.text}`, { next })
    : new ClientError('SERVER_FAULT', `${url.server} keeps failing: ${error.text || error.status}`, {
        ...detailOf(error),
        next,
      });
}

function lobbyFull(error: ServerError): ClientError {
  return new ClientError('LOBBY_FULL', 'the lobby takes nobody in', {
    ...detailOf(error),
    next: 'see the ceremony’s page: it is full for now, or about to end',
  });
}

function ended(over: string, error: ServerError): ClientError {
  return new ClientError('LOBBY_FULL', over, {
    ...detailOf(error),
    next: 'nothing is left to do; the ceremony’s page has its result or its news',
  });
}

function sessionUnknown(error: ServerError): ClientError {
  return new ClientError('SESSION_UNKNOWN', 'the server does not know this session (any more)', {
    ...detailOf(error),
    next: 'sign in again; a session ends with a contribution, a lost turn or a missed check-in',
  });
}

function refusal(url: SequencerUrl, answer: LobbyAnswer & { kind: 'refused' | 'nonsense' }): ClientError {
  const { error } = answer;
  if (answer.kind === 'nonsense') {
    return new ClientError('NOT_A_SEQUENCER', `${url.base} does not answer as a ceremony's sequencer`, {
      ...detailOf(error),
      next: 'check the address; give the ceremony’s page or the server',
    });
  }
  if (error.code.startsWith('AuthErrorPayload::')) {
    return new ClientError('SIGN_IN_REFUSED', `this account is not admitted: ${error.text || error.code}`, {
      ...detailOf(error),
      next: 'the ceremony’s page says who may join: come by the link of your invitation, or with an account that it admits (--key-file, --session-file)',
    });
  }
  return new ClientError('REFUSED', `the server refused: ${error.text || error.code}`, detailOf(error));
}
