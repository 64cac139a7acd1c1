import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Notice } from './notice.ts';
import { checkSignature, postWebhook, webhookBody } from './webhook.ts';
import { guardedLookup, TargetRefused, webhookTarget } from './webhook-target.ts';

const notice: Notice = {
  topic: 'contribution.verified',
  at: 1_700_000_000_999,
  ceremony: { id: 1, slug: 'kzg', title: 'Powers', test: false },
  participant: { id: 7, name: '<@everyone>' },
  self: false,
  facts: { position: 3, deadlineAt: 1_700_000_100_000 },
};
const message = {
  subject: 'Verified & <b>',
  text: 'By <@everyone>',
  next: 'Nothing.',
  link: 'https://x.org/c/kzg',
};
const wrapped = { id: '1/2/3', notice, message, now: 1_700_000_001 };
const LOCAL = { local: true };
const PUBLIC = { local: false };

describe('what is sent', () => {
  it('is JSON with times in seconds and only public facts', () => {
    expect(JSON.parse(webhookBody('JSON', wrapped))).toEqual({
      id: '1/2/3',
      topic: 'contribution.verified',
      ceremony: { id: 1, slug: 'kzg', title: 'Powers', test: false },
      participant: { id: 7, name: '<@everyone>' },
      at: 1_700_000_000,
      subject: 'Verified & <b>',
      text: 'By <@everyone>',
      next: 'Nothing.',
      link: 'https://x.org/c/kzg',
      data: { position: 3, deadlineAt: 1_700_000_100 },
    });
  });

  it('cannot call people or make links in Slack and Discord', () => {
    expect(JSON.parse(webhookBody('SLACK', wrapped)).text).toBe(
      'Verified &amp; &lt;b&gt;\nBy &lt;@everyone&gt;\n\nNothing.\n\nhttps://x.org/c/kzg',
    );
    const discord = JSON.parse(webhookBody('DISCORD', wrapped));
    expect(discord.allowed_mentions).toEqual({ parse: [] });
    expect(discord.content).toContain('By <@everyone>');
    const named = { ...message, text: 'By [the official page](https://evil.example)' };
    expect(JSON.parse(webhookBody('DISCORD', { ...wrapped, message: named })).content).toContain(
      'By \\[the official page](https://evil.example)',
    );
  });
});

describe('where it goes', () => {
  it.each(['https://hooks.example.org/x?y=z', 'https://8.8.8.8/', 'https://example.org:8443/a'])(
    'may be %s',
    (target) => expect(webhookTarget(target, PUBLIC).href).toBe(target),
  );

  it.each([
    'http://example.org/',
    'ftp://example.org/',
    'https://user:pw@example.org/',
    'https://localhost/',
    'https://intranet/',
    'https://127.0.0.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://10.0.0.5/',
    'https://169.254.169.254/latest/meta-data/',
    'https://example.org:22/',
    'https://example.org:25/',
    'https://',
    'nothing',
  ])('may not be %s', (target) => expect(() => webhookTarget(target, PUBLIC)).toThrow(TargetRefused));

  it('may be plain http on loopback where only this machine reaches the server', () => {
    expect(webhookTarget('http://127.0.0.1:5000/', LOCAL).port).toBe('5000');
    expect(() => webhookTarget('http://example.org/', LOCAL)).toThrow(TargetRefused);
    expect(() => webhookTarget('https://10.0.0.5/', LOCAL)).toThrow(TargetRefused);
  });

  it('is judged by the addresses that a name has at that moment', async () => {
    const resolve = (addresses: string[]) =>
      ((
        _: string,
        __: object,
        callback: (error: null, found: { address: string; family: number }[]) => void,
      ) =>
        callback(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        )) as never;
    const look = (addresses: string[]) =>
      new Promise((done) =>
        guardedLookup(PUBLIC, resolve(addresses))('rebound.example.org', { all: true }, (error, found) =>
          done(error ?? found),
        ),
      );
    expect(await look(['10.0.0.1', '127.0.0.1'])).toBeInstanceOf(TargetRefused);
    expect(await look([])).toBeInstanceOf(TargetRefused);
    expect(await look(['10.0.0.1', '8.8.8.8'])).toEqual([{ address: '8.8.8.8', family: 4 }]);
  });
});

describe('a receiver', () => {
  const seen: { body: string; request: IncomingMessage }[] = [];
  let answer: (response: ServerResponse) => void;
  const receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => {
      body += piece;
    });
    request.on('end', () => {
      seen.push({ body, request });
      answer(response);
    });
  });
  let target: string;
  beforeAll(async () => {
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  });
  afterAll(() => receiver.close());
  beforeEach(() => {
    seen.length = 0;
    answer = (response) => response.end('ok');
  });
  const send = (rule = LOCAL, millis?: number) =>
    postWebhook({ form: 'JSON', target, secret: 's3cret' }, wrapped, rule, millis);

  it('can check who sent it and recognizes a second copy', async () => {
    expect(await send()).toEqual({ ok: true });
    const [{ body, request }] = seen as [(typeof seen)[0]];
    const signature = String(request.headers['brebaje-signature']);
    expect(request.headers['idempotency-key']).toBe('1/2/3');
    expect(checkSignature('s3cret', signature, body)).toBe(true);
    expect(checkSignature('other', signature, body)).toBe(false);
    expect(checkSignature('s3cret', signature, `${body} `)).toBe(false);
    expect(checkSignature('s3cret', 'nonsense', body)).toBe(false);
  });

  it('is tried again after an error, and never after 410', async () => {
    answer = (response) => response.writeHead(500).end();
    expect(await send()).toEqual({ ok: false, permanent: false, error: 'answered 500' });
    answer = (response) => response.writeHead(410).end();
    expect(await send()).toEqual({ ok: false, permanent: true, error: 'answered 410' });
  });

  it('cannot lead us elsewhere', async () => {
    answer = (response) => response.writeHead(302, { location: target.replace('/hook', '/inside') }).end();
    expect(await send()).toMatchObject({ ok: false, error: 'answered 302: redirects are not followed' });
    expect(seen).toHaveLength(1);
  });

  it('that does not answer is given up after the time', async () => {
    answer = () => {};
    expect(await send(LOCAL, 50)).toMatchObject({
      ok: false,
      permanent: false,
      error: 'no answer within 0.05 s',
    });
    receiver.closeAllConnections();
  });

  it('that pours out an endless answer costs nothing', async () => {
    answer = (response) => {
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', pour);
      pour();
    };
    expect(await send()).toEqual({ ok: true });
  });

  it('on this machine is not called by a server that others reach', async () => {
    expect(await send(PUBLIC)).toMatchObject({ ok: false, permanent: true });
    expect(seen).toHaveLength(0);
  });

  it('that is not there is named by a code, not by its URL', async () => {
    const closed = await postWebhook(
      { form: 'JSON', target: 'http://127.0.0.1:1/token-in-path', secret: null },
      wrapped,
      LOCAL,
    );
    expect(closed).toEqual({ ok: false, permanent: false, error: 'ECONNREFUSED' });
  });
});
