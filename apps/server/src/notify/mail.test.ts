import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { mailAddressSchema } from '@brebaje/protocol/rest/notifications';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createMailer, messageIdOf } from './mail.ts';
import { startMailServer, type TestMailServer } from './test-mail-server.ts';

let server: TestMailServer;
beforeAll(async () => {
  server = await startMailServer('pässword');
});
afterAll(() => server.close());
beforeEach(() => {
  server.mails.length = 0;
  server.refuse = null;
});

const config = (changes = {}) => ({
  smtpUrl: server.url,
  smtpPassword: 'pässword',
  mailFrom: 'The Ceremony <ceremony@example.org>',
  publicUrl: null,
  ...changes,
});
const mail = {
  id: '1/2/3',
  to: 'anna@example.org',
  message: { subject: 'It is your türn', text: 'Now.', next: 'Begin.', link: 'https://example.org/c/kzg' },
};

it('is plain text with one link, from and to exactly whom it says', async () => {
  const send = createMailer(config())!;
  const leave = 'https://example.org/app/notifications/leave?token=1.x';
  expect(await send({ ...mail, leave })).toEqual({ ok: true });
  const [received] = server.mails;
  expect(received).toMatchObject({ from: 'ceremony@example.org', to: ['anna@example.org'] });
  expect(received?.headers).toMatchObject({
    from: 'The Ceremony <ceremony@example.org>',
    to: 'anna@example.org',
    'message-id': messageIdOf('1/2/3', 'ceremony@example.org'),
    'auto-submitted': 'auto-generated',
    'list-unsubscribe': `<${leave}>`,
    'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
  });
  expect(received?.headers['content-type']).toMatch(/^text\/plain/);
  expect(received?.text.trim()).toBe('Now.\n\nBegin.\n\nhttps://example.org/c/kzg');
});

it('keeps what somebody wrote out of the headers', async () => {
  const subject = 'Hi\r\nBcc: eve@example.org\r\n\r\nBody';
  await createMailer(config())!({ ...mail, message: { ...mail.message, subject } });
  const [received] = server.mails;
  expect(received?.headers.bcc).toBeUndefined();
  expect(received?.to).toEqual(['anna@example.org']);
  expect(received?.headers.subject).toBe('Hi Bcc: eve@example.org Body');
  expect(received?.headers['list-unsubscribe']).toBeUndefined();
});

it('has the same Message-ID in every attempt, and another one for another message', async () => {
  const send = createMailer(config())!;
  await send(mail);
  await send(mail);
  await send({ ...mail, id: '1/2/4' });
  const ids = server.mails.map(({ headers }) => headers['message-id']);
  expect(ids[0]).toBe(ids[1]);
  expect(ids[2]).not.toBe(ids[0]);
});

it('is given up for an address that the mail server does not take, and tried again later otherwise', async () => {
  const send = createMailer(config())!;
  server.refuse = 550;
  expect(await send(mail)).toMatchObject({ ok: false, permanent: true });
  server.refuse = 451;
  expect(await send(mail)).toMatchObject({ ok: false, permanent: false });
});

it('says what is wrong with the mail server without the password', async () => {
  const refused = await createMailer(config({ smtpPassword: 'hunter2' }))!(mail);
  expect(refused).toMatchObject({ ok: false, permanent: false, error: expect.stringMatching(/EAUTH/) });
  expect(JSON.stringify(refused)).not.toMatch(/hunter2/);
  const gone = await createMailer(config({ smtpUrl: 'smtp://127.0.0.1:1' }))!(mail);
  expect(gone).toMatchObject({ ok: false, permanent: false, error: expect.stringMatching(/ECONN|ESOCKET/) });
});

it('waits only so long for a mail server that says nothing', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready));
  const url = `smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const end = await createMailer(config({ smtpUrl: url }), 60)!(mail);
  expect(end).toMatchObject({ ok: false, permanent: false });
  silent.close();
});

it('is not sent without a mail server', () => {
  expect(createMailer(config({ smtpUrl: null }))).toBeNull();
});

it.each(['a@b', 'anna+x@mail.example.org', 'ünï@example.org'])('takes %s for an address', (address) =>
  expect(mailAddressSchema.safeParse(address).success).toBe(true),
);

it.each([
  'anna',
  'a@b, c@d',
  'a@b;c@d',
  'a@b\r\nBcc: c@d',
  'Anna <a@b.org>',
  '"a"@b.org',
  'a b@c.org',
  '@b.org',
  'a@',
  `${'a'.repeat(65)}@b.org`,
])('does not take %j for one', (address) => expect(mailAddressSchema.safeParse(address).success).toBe(false));
