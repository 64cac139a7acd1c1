import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { pageWallet } from './support/page-wallet.ts';
import { type OpenPages, openPages, visitor } from './support/pages.ts';

/**
 * What the pages of Ethereum's ceremony do with a sequencer, from an origin of their own: ask for a link, leave for it,
 * come back with a session in the address, and call with it. Our own pages change nothing about that.
 */

describe.skipIf(!CHROMIUM)(`a page written for Ethereum’s ceremony${withoutChromium}`, () => {
  let pages: OpenPages;
  let host: Server;
  let origin: string;
  beforeAll(async () => {
    pages = await openPages();
    host = createServer((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Client</title>'),
    );
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    host.closeAllConnections();
    host.close();
    await pages.close();
  });

  it('signs in by redirects and takes a turn, across origins', async () => {
    const sequencer = pages.server.url;
    const { page, context } = await visitor(pages.browser, origin, { wallet: pageWallet() });
    await page.goto(`${origin}/signin`);
    const links = await page.evaluate(
      async ([base, back]) =>
        (await fetch(`${base}/auth/request_link?redirect_to=${encodeURIComponent(back!)}`)).json(),
      [sequencer, `${origin}/redirect`],
    );
    expect(Object.keys(links)).toEqual(['eth_auth_url', 'github_auth_url']);

    await page.goto(links.eth_auth_url);
    await page.getByRole('button', { name: /Testy/ }).click();
    await page.waitForURL(`${origin}/redirect?*`);
    const { session_id: session, provider } = Object.fromEntries(new URL(page.url()).searchParams);
    expect([session, provider]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), 'Ethereum']);

    const told = await page.evaluate(
      async ([base, id]) => {
        const headers = { authorization: `Bearer ${id}`, 'content-type': 'application/json' };
        const call = async (method: string, path: string) => {
          const answer = await fetch(base + path, { method, ...(method === 'POST' ? { headers } : {}) });
          const text = await answer.text();
          return { status: answer.status, keys: Object.keys(JSON.parse(text === '' ? '{}' : text)) };
        };
        return {
          status: await call('GET', '/info/status'),
          turn: await call('POST', '/lobby/try_contribute'),
          abort: await call('POST', '/contribution/abort'),
          again: await call('POST', '/contribution/abort'),
          transcript: await call('GET', '/info/current_state'),
        };
      },
      [sequencer, session!],
    );
    expect(told).toEqual({
      status: { status: 200, keys: ['lobby_size', 'num_contributions', 'sequencer_address'] },
      turn: { status: 200, keys: ['contributions', 'ecdsaSignature'] },
      abort: { status: 200, keys: [] },
      again: { status: 400, keys: ['code', 'error'] },
      transcript: {
        status: 200,
        keys: ['transcripts', 'participantIds', 'participantEcdsaSignatures'],
      },
    });
    // Nothing of it is a session of our own pages.
    expect(await context.cookies()).toEqual([]);
    await context.close();
  });
});
