import { isTransient, retryAfter } from './answers.ts';
import { ClientError, stopped } from './client-error.ts';
import { type Answer, ConnectionError, type Exchange, exchange } from './exchange.ts';
import type { Surroundings } from './surroundings.ts';

/** How long one request is repeated. Milliseconds. */
export interface Patience {
  /** From the first failure on (default 60,000). */
  total?: number;
  /** Between attempts, at most (default 15,000). */
  longest?: number;
  /** Called before each pause. */
  failed?: (failure: { reason: string; pause: number; attempt: number }) => void;
}

/** Pause before attempt n + 1: 1, 2, 4… seconds up to `longest`, spread by a quarter so that a crowd does not return at once. */
export function pauseAfter(attempt: number, longest: number, random: number): number {
  const pause = Math.min(longest, 1000 * 2 ** Math.min(attempt - 1, 20));
  return Math.round(pause * (0.75 + random / 4));
}

/**
 * Repeats a request that may be repeated while the connection or the server fails (5xx, 429). Any other
 * answer is returned. Throws UNREACHABLE or SERVER_FAULT when patience ends.
 */
export async function patiently(
  surroundings: Surroundings,
  request: Exchange,
  patience: Patience = {},
): Promise<Answer> {
  const { total = 60_000, longest = 15_000 } = patience;
  let since: number | undefined;
  for (let attempt = 1; ; attempt++) {
    let reason: string;
    let pause = pauseAfter(attempt, longest, surroundings.random());
    let last: unknown;
    try {
      const answer = await exchange(surroundings, request);
      if (!isTransient(answer.status)) return answer;
      pause = Math.max(pause, retryAfter(answer) ?? 0);
      reason = `the server answered ${answer.status}`;
      last = answer;
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      reason = error.message;
      last = error;
    }
    const now = surroundings.now();
    since ??= now;
    if (now + pause - since > total) throw exhausted(request.url, reason, last);
    patience.failed?.({ reason, pause, attempt });
    try {
      await surroundings.sleep(pause, request.signal);
    } catch {
      throw stopped(request.signal);
    }
  }
}

function exhausted(url: string, reason: string, last: unknown): ClientError {
  const host = new URL(url).host;
  if (last instanceof Error) {
    // Certificates are dated: to a clock that is wrong good ones look too old or too new.
    const dated = /certificate (has expired|is not yet valid)/i.test(reason);
    return new ClientError('UNREACHABLE', `${host} cannot be reached: ${reason}`, {
      next: dated
        ? 'see whether this machine’s clock is right, day and year too; if it is, tell the server’s people'
        : 'check the address and the connection, then run the same command again',
      cause: last,
    });
  }
  return new ClientError('SERVER_FAULT', `${host} keeps failing: ${reason}`, {
    next: 'wait and run the same command again',
  });
}
