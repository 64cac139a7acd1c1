import { SEQUENCER } from '@brebaje/protocol/routes';
import { errorOf, isTransient, retryAfter, type ServerError } from './answers.ts';
import { ClientError, stopped } from './client-error.ts';
import { type Answer, ConnectionError, exchange, jsonOf } from './exchange.ts';
import { pauseAfter } from './patience.ts';
import { isObject } from './plain.ts';
import type { SequencerUrl } from './sequencer-url.ts';
import type { Surroundings } from './surroundings.ts';

/** What `/contribute` answers to an accepted contribution, as it came. */
export interface ServedReceipt {
  /** The exact signed text. */
  receipt: string;
  /** 130 hex digits, without 0x. */
  signature: string;
}

/** What happens while a contribution is delivered. */
export type DeliveryEvent =
  | { type: 'uploading'; sent: number; total: number }
  | { type: 'upload-again'; reason: string; pause: number };

/** What delivery needs. */
export interface Delivery {
  url: SequencerUrl;
  /** undefined: the cookie of a page of the server's own origin. */
  sessionId: string | undefined;
  /** contribution.json. */
  body: Uint8Array;
  /** Milliseconds of failure after which we give up (default 900,000). */
  patience?: number;
  /** Milliseconds from the last byte sent to the verdict, per attempt (default 600,000). */
  verdictTimeout?: number;
  /** Whether an earlier process may already have delivered this body. */
  again?: boolean;
  emit?: (event: DeliveryEvent) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Posts a contribution until there is a verdict. The same body may be posted again: a sequencer of ours answers
 * with the receipt of what it accepted. Throws CONTRIBUTION_REFUSED, TURN_LOST, OUTCOME_UNKNOWN (an attempt went
 * out, its answer was lost, and the server goes on saying that it is not our turn), UNREACHABLE or SERVER_FAULT.
 */
export async function deliver(surroundings: Surroundings, delivery: Delivery): Promise<ServedReceipt> {
  const { patience = 900_000, signal } = delivery;
  const emit = delivery.emit ?? (() => {});
  let wentOut = delivery.again ?? false;
  let since: number | undefined;
  let goneSince: number | undefined;
  for (let attempt = 1; ; attempt++) {
    let sent = 0;
    let reason: string;
    let pause = pauseAfter(attempt, 15_000, surroundings.random());
    try {
      emit({ type: 'uploading', sent: 0, total: delivery.body.length });
      const answer = await exchange(surroundings, {
        method: 'POST',
        url: delivery.url.base + SEQUENCER.contribute,
        token: delivery.sessionId,
        headers: { 'content-type': 'application/json' },
        body: delivery.body,
        headerTimeout: delivery.verdictTimeout ?? 600_000,
        sent: (bytes, total) => {
          sent = bytes;
          emit({ type: 'uploading', sent, total });
        },
        signal,
      });
      const receipt = receiptOf(answer);
      if (receipt) return receipt;
      const error = errorOf(answer);
      if (isTransient(answer.status)) {
        pause = Math.max(pause, retryAfter(answer) ?? 0);
        reason = error.text || `the server answered ${answer.status}`;
        wentOut = true;
      } else {
        goneSince ??= surroundings.now();
        if (!wentOut || !isGone(error) || surroundings.now() - goneSince >= VERDICT_GRACE)
          throw verdict(error, wentOut);
        reason = 'the contribution that was sent may still be under verification';
      }
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      reason = error.message;
      // Without upload progress nobody knows how much went out.
      if (sent >= delivery.body.length || !(surroundings.uploadBody ?? surroundings.upload)) wentOut = true;
    }
    const now = surroundings.now();
    since ??= now;
    if (now + pause - since > patience) {
      throw new ClientError(
        wentOut ? 'OUTCOME_UNKNOWN' : 'UNREACHABLE',
        `the upload keeps failing: ${reason}`,
        {
          next: 'run the same command again: the finished contribution is kept and needs no new computation',
        },
      );
    }
    emit({ type: 'upload-again', reason, pause });
    try {
      await surroundings.sleep(pause, signal);
    } catch {
      throw stopped(signal);
    }
  }
}

/**
 * For so long a server may be verifying what it got before the connection was lost. Until the verdict it says
 * that it is not our turn; then it gives the receipt.
 */
const VERDICT_GRACE = 60_000;

function isGone(error: ServerError): boolean {
  return error.code.includes('NotUsersTurn') || error.status === 401;
}

function receiptOf(answer: Answer): ServedReceipt | undefined {
  if (answer.status !== 200) return undefined;
  const json = jsonOf(answer);
  if (isObject(json) && typeof json.receipt === 'string' && typeof json.signature === 'string') {
    return { receipt: json.receipt, signature: json.signature };
  }
  throw new ClientError('RECEIPT_INVALID', 'the server accepted the contribution and gave no receipt', {
    next: 'verify the ceremony’s transcript: it shows whether the contribution is in',
  });
}

function verdict(error: ServerError, wentOut: boolean): ClientError {
  const detail = { serverCode: error.code, serverText: error.text, status: error.status };
  const gone = isGone(error);
  if (gone && wentOut) {
    return new ClientError('OUTCOME_UNKNOWN', 'the contribution was sent, but the answer was lost', {
      ...detail,
      next: 'verify the ceremony’s transcript: it shows whether the contribution is in',
    });
  }
  if (gone) {
    return new ClientError('TURN_LOST', 'the turn had ended before the contribution arrived', {
      ...detail,
      next: 'a lost turn is usually final for this account; see the ceremony’s page',
    });
  }
  // No session went with it, or somebody else's of the same browser.
  if (error.code.includes('InvalidSessionId')) {
    return new ClientError('SESSION_UNKNOWN', 'the person of this turn is not signed in any more', {
      ...detail,
      next: 'sign in again with the same account: the finished contribution is kept',
    });
  }
  if (/^Ceremon(y|ies)Error::/.test(error.code) || error.status === 422) {
    return new ClientError('CONTRIBUTION_REFUSED', `the contribution was refused: ${error.text}`, detail);
  }
  return new ClientError(
    'REFUSED',
    `the server refused: ${error.text || error.code || error.status}`,
    detail,
  );
}
