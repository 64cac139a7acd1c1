import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { run } from '../support/program.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { BUILT, type OpenPages, openPages } from './support/pages.ts';
import { run as verify } from './verify-steps.ts';

/** The pages on a host that only hands out files, below a path, with the server on another origin. */

const brebaje = fileURLToPath(new URL('../../apps/cli/bin/brebaje.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'brebaje-static-'));
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

const EXAMPLE = fileURLToPath(new URL('../../deploy/static-nginx.conf', import.meta.url));

/** The policies of workers as the example for hosts has them, with the server that there is. */
function examplePolicies(server: string): (path: string) => string | undefined {
  const found = [
    ...readFileSync(EXAMPLE, 'utf8').matchAll(
      /location ~ \^\/(\S+) \{\s+add_header Content-Security-Policy "([^"]+)"/g,
    ),
  ].map(([, path, policy]) => ({
    path: new RegExp(path!),
    policy: policy!.replace('https://ceremony.example.org', server),
  }));
  return (path) => found.find((one) => one.path.test(path))?.policy;
}

/** What hosts of files do: the file, index.html of a folder, or 404.html. */
function staticHost(root: string, at: string, policyOf: (path: string) => string | undefined): Server {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const path = pathname === at ? 'index.html' : pathname.slice(at.length);
    const send = (status: number, name: string) => {
      const bytes = readFileSync(join(root, name));
      const policy = policyOf(name);
      response
        .writeHead(status, {
          'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
          ...(policy !== undefined && { 'content-security-policy': policy }),
        })
        .end(bytes);
    };
    try {
      if (!pathname.startsWith(at)) throw new Error('elsewhere');
      send(200, path);
    } catch {
      send(404, '404.html');
    }
  });
}

describe.skipIf(!CHROMIUM)(`pages on a host of files${withoutChromium}`, () => {
  let pages: OpenPages;
  let host: Server;
  let origin: string;
  const write = (into: string, server = pages.server.url) =>
    run(process.execPath, [brebaje, 'pages', into, '--server', server, '--at', '/there', '--pages', BUILT], {
      timeout: 300_000,
    });
  beforeAll(async () => {
    pages = await openPages();
    await (await newContributor(pages.server)).takeTurn();
    const { code, err } = await write(join(folder, 'site'));
    expect([code, err]).toEqual([0, '']);
    host = staticHost(join(folder, 'site'), '/there/', examplePolicies(pages.server.url));
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    host.close();
    await pages.close();
    rmSync(folder, { recursive: true });
  });

  it('show home, a ceremony from its address, and lead on without loading anew', async () => {
    const context = await pages.browser.newContext();
    const page = await context.newPage();
    const asked = new Set<string>();
    const wrong: string[] = [];
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    page.on('pageerror', (error) => wrong.push(`${error}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 404/.test(message.text())) wrong.push(message.text());
    });
    await page.goto(`${origin}/there/`);
    const link = page.getByRole('link', { name: 'TEST ceremony' }).first();
    await link.waitFor();
    expect(await link.getAttribute('href')).toBe('/there/c/kzg');
    await link.click();
    await page.getByRole('heading', { level: 1, name: 'TEST ceremony' }).waitFor();
    expect(page.url()).toBe(`${origin}/there/c/kzg`);

    await page.goto(`${origin}/there/c/kzg`);
    await page.getByRole('heading', { level: 1, name: 'TEST ceremony' }).waitFor();
    expect(asked).toEqual(new Set([origin, pages.server.url]));
    expect(wrong).toEqual([]);
    expect(await context.cookies()).toEqual([]);
    await context.close();
  });

  it('carry a policy that lets nothing in but the server', async () => {
    const context = await pages.browser.newContext();
    const page = await context.newPage();
    await page.goto(`${origin}/there/`);
    const refused = await page.evaluate(async (elsewhere) => {
      const heard = new Promise<string>((resolve) =>
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective)),
      );
      await fetch(elsewhere).catch(() => {});
      return heard;
    }, 'http://127.0.0.1:9/');
    expect(refused).toBe('connect-src');
    await context.close();
  });

  it('verify under the policy that the example for hosts gives to workers', async () => {
    const context = await pages.browser.newContext();
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(`${error}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 404/.test(message.text())) wrong.push(message.text());
    });
    await page.goto(`${origin}/there/c/kzg/verify`);
    for (const grade of ['receipt', 'chain'] as const) expect(await verify(page, grade)).toEqual([]);
    const worker = page.workers().find((one) => one.url().includes('verifier-worker'))!;
    expect(wrong).toEqual([]);
    const refused = await worker.evaluate(async () => {
      const heard = new Promise<string>((resolve) =>
        globalThis.addEventListener('securitypolicyviolation', (event) =>
          resolve((event as SecurityPolicyViolationEvent).violatedDirective),
        ),
      );
      await fetch('data:,x').catch(() => {});
      return heard;
    });
    expect(refused).toBe('connect-src');
    await context.close();
  });

  it('are written anew over themselves, and over nothing else', async () => {
    expect((await write(join(folder, 'site'))).code).toBe(0);
    const other = mkdtempSync(join(folder, 'other-'));
    writeFileSync(join(other, 'index.html'), 'mine');
    const { code, err } = await write(other);
    expect([code, err]).toEqual([12, expect.stringContaining('holds other files')]);
    expect(readFileSync(join(other, 'index.html'), 'utf8')).toBe('mine');
    const nowhere = await write(join(folder, 'new'), `${origin}/there`);
    expect([nowhere.code, nowhere.err]).toEqual([4, expect.stringContaining('is no Brebaje server')]);
  });
});
