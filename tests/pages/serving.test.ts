import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages, visitor } from './support/pages.ts';

/** Takes `/y` off each path and passes the rest on, as some proxies are set up to do. */
function strippingProxy(port: () => number): Server {
  return createServer((from, to) => {
    const { method, headers, url = '' } = from;
    if (!url.startsWith('/y/')) return to.writeHead(404).end('not of the ceremony');
    const passed = request(
      { port: port(), host: '127.0.0.1', path: url.slice(2), method, headers },
      (answer) => {
        to.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(to);
      },
    );
    passed.on('error', () => to.destroy());
    from.pipe(passed);
  });
}

describe.skipIf(!CHROMIUM)(`the pages as they are served${withoutChromium}`, () => {
  let pages: OpenPages;
  beforeAll(async () => {
    pages = await openPages();
  });
  afterAll(() => pages.close());

  it('are plain for a browser without scripts', async () => {
    const context = await pages.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${pages.server.url}/c/kzg/people`);
    await page.waitForURL(`${pages.server.url}/plain/c/kzg`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('TEST ceremony');
    await context.close();
  });

  it('name in the document what the page loads first', async () => {
    for (const path of ['/', '/c/kzg']) {
      const { text } = await pages.server.send(path);
      expect(text, path).toMatch(/<link rel="modulepreload" crossorigin href=".\/assets\/watch-[^"]+.js">/);
    }
  });

  it('say in their own words that there is no such ceremony, with the status of that', async () => {
    const { page, complaints, close } = await pages.visit();
    const answer = await page.goto(`${pages.server.url}/c/nobody`);
    expect(answer?.status()).toBe(404);
    await page
      .getByText(/no such ceremony/i)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('are where a browser ends that opens an address of the REST interface', async () => {
    const { page, close } = await pages.visit();
    for (const [path, ends] of [
      ['/ceremonies', '/'],
      ['/ceremonies/1', '/c/1'],
      ['/ceremonies/by-slug/kzg', '/c/kzg'],
      ['/circuits/1', '/c/kzg'],
      ['/ceremonies/1/events', '/c/1/record'],
    ]) {
      await page.goto(pages.server.url + path);
      expect(page.url(), path).toBe(pages.server.url + ends);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
    }
    // A script of a page gets what it asked for, whatever it says it accepts.
    const type = await page.evaluate(async () => {
      const answer = await fetch('/ceremonies/1', { headers: { accept: 'text/html' } });
      return answer.headers.get('content-type');
    });
    expect(type).toBe('application/json');
    await close();
  });
});

describe.skipIf(!CHROMIUM)(`the pages below a path${withoutChromium}`, () => {
  let pages: OpenPages;
  let proxy: Server;
  let origin: string;
  beforeAll(async () => {
    proxy = strippingProxy(() => pages.server.port);
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    pages = await openPages({
      publicUrl: `${origin}/y/`,
      qualification: 'open',
      ceremonyTitle: 'TEST ceremony',
    });
  });
  afterAll(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await pages.close();
  });

  it.each([
    ['a proxy takes it off', () => origin],
    ['nothing does', () => pages.server.url],
  ])('load, lead on and come back where %s', async (_, base) => {
    const { page, complaints, close } = await visitor(pages.browser, base(), {});
    await page.goto(`${base()}/y/`);
    await page.getByRole('link', { name: 'TEST ceremony' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'TEST ceremony' }).waitFor();
    expect(page.url()).toBe(`${base()}/y/c/kzg`);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'TEST ceremony' }).waitFor();
    await page.goto(`${base()}/y/ceremonies/1`);
    expect(page.url()).toBe(`${base()}/y/c/1`);
    await page.getByRole('heading', { level: 1, name: 'TEST ceremony' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
