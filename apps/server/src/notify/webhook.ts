/** Delivers messages to webhooks: signed, bounded in time and size, and only to where they may go. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { VERSION } from '@brebaje/protocol/version';
import type { SubscriptionRow } from '../store/schema.ts';
import { ATTEMPT_MILLIS, type Delivery } from './delivery.ts';
import { type Message, plainText } from './message.ts';
import type { Notice } from './notice.ts';
import { guardedLookup, TargetRefused, type TargetRule, webhookTarget } from './webhook-target.ts';

export interface WebhookMessage {
  /** The same in every attempt: sent as Idempotency-Key. */
  id: string;
  notice: Notice;
  message: Message;
  /** Seconds since 1970, for the signature. */
  now: number;
}

/** The header that a receiver checks: `t=<seconds>,v1=<HMAC-SHA256 of "t.body", hex>`. */
export function signatureOf(secret: string, seconds: number, body: string): string {
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest('hex');
  return `t=${seconds},v1=${mac}`;
}

/** Whether a signature header is of this secret and body; for receivers and tests. */
export function checkSignature(secret: string, header: string, body: string): boolean {
  const seconds = /^t=(\d{1,12}),v1=[0-9a-f]{64}$/.exec(header)?.[1];
  if (seconds === undefined) return false;
  const expected = signatureOf(secret, Number(seconds), body);
  return timingSafeEqual(Buffer.from(expected), Buffer.from(header));
}

/** The body in the form that the receiver understands. */
export function webhookBody(form: SubscriptionRow['form'], { id, notice, message }: WebhookMessage): string {
  const words = `${message.subject}\n${plainText(message)}`;
  switch (form) {
    case 'SLACK':
      // https://api.slack.com/reference/surfaces/formatting#escaping
      return JSON.stringify({
        text: words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
      });
    case 'DISCORD':
      // A public name must not call everybody on the receiver's server, nor be a link that says it is another.
      return JSON.stringify({
        content: words.replaceAll('[', '\\[').slice(0, 2_000),
        allowed_mentions: { parse: [] },
      });
    default: {
      const { topic, ceremony, participant, circuit, at, facts } = notice;
      return JSON.stringify({
        id,
        topic,
        ceremony,
        ...(participant && { participant }),
        ...(circuit && { circuit }),
        at: Math.floor(at / 1000),
        subject: message.subject,
        text: message.text,
        next: message.next,
        link: message.link,
        data: inSeconds(facts),
      });
    }
  }
}

/** Times are seconds wherever others read them. */
function inSeconds(facts: Notice['facts']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === 'number' && /At$|^until$/.test(name) ? Math.floor(value / 1000) : value,
    ]),
  );
}

/** One attempt. Redirects are not followed, and nothing of the answer is read but its status. */
export async function postWebhook(
  subscription: Pick<SubscriptionRow, 'form' | 'target' | 'secret'>,
  message: WebhookMessage,
  rule: TargetRule,
  millis = ATTEMPT_MILLIS,
): Promise<Delivery> {
  try {
    const url = webhookTarget(subscription.target, rule);
    const body = webhookBody(subscription.form, message);
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': `brebaje/${VERSION}`,
      'idempotency-key': message.id,
      ...(subscription.secret && {
        'brebaje-signature': signatureOf(subscription.secret, message.now, body),
      }),
    };
    const status = await post(url, { headers, body, rule, millis });
    if (status >= 200 && status < 300) return { ok: true };
    if (status >= 300 && status < 400) return failed(`answered ${status}: redirects are not followed`);
    return failed(`answered ${status}`, status === 410);
  } catch (error) {
    if (error instanceof TargetRefused) return failed(error.message, true);
    const { code, name } = error as NodeJS.ErrnoException;
    // The message of an error may hold the URL, and the URL a secret.
    return failed(
      name === 'TimeoutError' ? `no answer within ${millis / 1000} s` : (code ?? 'not reachable'),
    );
  }
}

const failed = (error: string, permanent = false): Delivery => ({ ok: false, permanent, error });

function post(
  url: URL,
  {
    headers,
    body,
    rule,
    millis,
  }: {
    headers: Record<string, string | number>;
    body: string;
    rule: TargetRule;
    millis: number;
  },
): Promise<number> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const signal = AbortSignal.timeout(millis);
  return new Promise((resolve, reject) => {
    const request = send(
      url,
      // A connection of its own: one that is kept might lead to where the name pointed before.
      { method: 'POST', headers, agent: false, lookup: guardedLookup(rule), signal },
      (response: IncomingMessage) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      },
    );
    request.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    request.end(body);
  });
}
