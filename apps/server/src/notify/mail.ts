/** Delivers messages by SMTP, as plain text. */
import { createHash } from 'node:crypto';
import type { Config } from '../config/options.ts';
import { isLoopback } from '../config/policy-of.ts';
import { ATTEMPT_MILLIS, type Delivery } from './delivery.ts';
import { type Message, oneLine, plainText } from './message.ts';

export interface OutgoingMail {
  /** The same in every attempt: it becomes the Message-ID, by which mail programs drop a second copy. */
  id: string;
  to: string;
  message: Message;
  /** Leads to the page that ends the subscription. */
  leave?: string;
}

export type Mailer = (mail: OutgoingMail) => Promise<Delivery>;

type MailConfig = Pick<Config, 'smtpUrl' | 'smtpPassword' | 'mailFrom' | 'publicUrl'>;

/**
 * Sends mail through the configured server; null without one. Beyond loopback the connection is encrypted or
 * there is none.
 */
export function createMailer(config: MailConfig, millis = ATTEMPT_MILLIS): Mailer | null {
  const { smtpUrl, mailFrom } = config;
  if (smtpUrl === null || mailFrom === null) return null;
  const transport = transportOf(smtpUrl, config.smtpPassword, millis);
  const from = addressOf(mailFrom);
  return async ({ id, to, message, leave }) => {
    // Loaded when the first mail goes out: most servers never send one.
    const { createTransport } = await import('nodemailer');
    const sending = createTransport(transport).sendMail({
      from,
      to: { name: '', address: to },
      envelope: { from: from.address, to: [to] },
      messageId: messageIdOf(id, from.address),
      subject: oneLine(message.subject),
      text: `${plainText(message)}\n`,
      headers: {
        'Auto-Submitted': 'auto-generated',
        // One click in the mail program (RFC 8058).
        ...(leave === undefined
          ? {}
          : { 'List-Unsubscribe': `<${leave}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
      },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      await within(sending, millis);
      return { ok: true };
    } catch (error) {
      return refusalOf(error);
    }
  };
}

function transportOf(smtpUrl: string, password: string | null, millis: number) {
  const url = new URL(smtpUrl);
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const user = decodeURIComponent(url.username);
  const pass = password ?? decodeURIComponent(url.password);
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    ...(isLoopback(host) ? { ignoreTLS: !secure } : { requireTLS: !secure }),
    ...(user === '' ? {} : { auth: { user, pass } }),
    connectionTimeout: millis,
    greetingTimeout: millis,
    socketTimeout: millis,
  };
}

/** The sender's name and address, from `Name <address>` or an address. */
function addressOf(mailFrom: string): { name: string; address: string } {
  const [, name = '', address = mailFrom] = /^(.*)<(.+)>$/.exec(mailFrom) ?? [];
  return { name: oneLine(name), address };
}

/** The same for the same message, and one that nobody else's server makes. */
export function messageIdOf(id: string, from: string): string {
  const name = createHash('sha256').update(id, 'utf8').digest('hex').slice(0, 40);
  return `<${name}@${from.split('@').at(-1)}>`;
}

async function within(work: Promise<unknown>, millis: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error(), { code: 'ETIMEDOUT' })), millis);
  });
  // It goes on alone after the time is over; its end is of no interest.
  work.catch(() => {});
  try {
    await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** What went wrong, without what the server said in reply to a password. */
function refusalOf(error: unknown): Delivery {
  const { code, responseCode, command } = error as { code?: string; responseCode?: number; command?: string };
  const answer = responseCode === undefined ? '' : `, answered ${responseCode}`;
  const at = command === undefined || /AUTH/i.test(command) ? '' : ` at ${command}`;
  return {
    ok: false,
    // The mail server does not take this address, for good.
    permanent: code === 'EENVELOPE' && responseCode !== undefined && responseCode >= 500,
    error: `mail server: ${code ?? 'failed'}${at}${answer}`,
  };
}
