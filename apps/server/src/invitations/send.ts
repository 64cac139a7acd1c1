/** Invitations on their way to people: by e-mail where that can be, else as a text to copy. */
import type { Config } from '../config/options.ts';
import { type Message, oneLine } from '../notify/message.ts';
import { queueMail } from '../notify/outbox.ts';
import type { Db } from '../store/open-store.ts';
import type { InvitationRow } from '../store/schema.ts';
import { changeInvitation, type IssueContext } from './issue.ts';
import { moment } from './state.ts';
import { joinLink } from './token.ts';

/** What sending takes. */
export type SendContext = IssueContext & { config: Pick<Config, 'smtpUrl'> };

/** What somebody is invited to. */
export interface Occasion {
  title: string;
  /** What it is for; undefined: nobody has said. */
  purpose: string | undefined;
}

export interface Sent {
  id: number;
  name?: string;
  address?: string;
  queued: boolean;
  /** Unless the server e-mails it. */
  link?: string;
  text?: string;
}

/** The message for one person; queued if there is a mail server and an address. Run it in a transaction. */
export async function sendInvitation(
  trx: Db,
  ctx: SendContext,
  { row, token, base, occasion }: { row: InvitationRow; token: string; base: string; occasion: Occasion },
): Promise<Sent> {
  const link = joinLink(base, token);
  const payload = { ...words(row, occasion, link), link };
  const { address, name } = row;
  // Without an address there is nobody to queue it for: the text is composed all the same.
  const context = address === null ? { ...ctx, config: { smtpUrl: null } } : ctx;
  const mail = {
    to: address ?? '',
    topic: 'invitation',
    payload,
    key: `invitation ${row.id} ${row.version}`,
  };
  const { queued, text } = await queueMail(context, trx, mail);
  if (queued) await changeInvitation(trx, row, { sentAt: ctx.clock.now() });
  const about = {
    id: row.id,
    ...(name === null ? {} : { name }),
    ...(address === null ? {} : { address }),
    queued,
  };
  return queued ? about : { ...about, link, text };
}

function words(
  { name, from, until, role }: InvitationRow,
  { title, purpose }: Occasion,
  link: string,
): Omit<Message, 'link'> {
  const [what, command] = role === 'participant' ? ['take part in', 'contribute'] : ['coordinate', 'login'];
  const window = [
    from === null ? null : `from ${moment(from)}`,
    until === null ? null : `until ${moment(until)}`,
  ].filter((part) => part !== null);
  return {
    subject: oneLine(`You are invited to ${what} ${title}`),
    text: [
      name === null ? 'Hello,' : `Hello ${name},`,
      `you are invited to ${what} ${title}.${purpose === undefined ? '' : ` ${purpose}`}`,
      ...(window.length === 0 ? [] : [`The invitation is good ${window.join(' ')}.`]),
    ].join('\n\n'),
    // What the outbox keeps of it is erased with the link.
    next: [
      'Open the link to see what it is for. It signs you in by itself, once and without an account elsewhere: keep it to yourself.',
      `Or use it in a terminal, where brebaje is installed:\n\n  brebaje ${command} '${link}'`,
    ].join('\n\n'),
  };
}
