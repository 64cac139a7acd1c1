import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RestPerson, restPerson } from '../support/rest-person.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { BUILT, type OpenPages, openPages, type Visitor } from './support/pages.ts';
import { visitAs } from './support/signed-in.ts';

/** Every page under its own policy: nothing is refused, nothing leaves the origin, and nothing that gets in runs. */

const HOSTILE = `<img src=x onerror="document.title='injected'"><script>document.title='injected'</script>`;

/** Addresses that anybody sees; the texts of `hostile` were written by somebody with bad intentions. */
const PUBLIC = [
  '/',
  '/c/kzg',
  ...['', '/people', '/record', '/files', '/contribute', '/verify', '/embed'].map(
    (part) => `/c/hostile${part}`,
  ),
  '/plain/c/hostile',
  '/c/nobody',
  '/verify',
  '/plain',
  '/docs',
  '/auth/eth',
  '/app/join',
  '/app/device',
  '/app/account',
];

/** What a policy has to say no to. */
const REFUSED = new Set([
  'script-src-elem',
  'script-src-attr',
  'style-src-elem',
  'frame-src',
  'img-src',
  'object-src',
  'connect-src',
  'form-action',
]);

/** What coordinators see. */
const COORDINATING = [
  '/app/coordinate',
  '/app/coordinate/new',
  ...[
    '',
    '/alerts',
    '/people',
    '/messages',
    '/record',
    '/health',
    '/setup',
    '/setup/rules',
    '/setup/circuits',
    '/setup/invitations',
    '/setup/look',
  ].map((part) => `/c/hostile/coordinate${part}`),
  '/app/account',
];

describe.skipIf(!CHROMIUM)(`the policy${withoutChromium}`, () => {
  let pages: OpenPages;
  let coordinator: RestPerson;
  beforeAll(async () => {
    pages = await openPages();
    coordinator = await restPerson(pages.server, { role: 'coordinator' });
    const project = await coordinator.post('/projects', {
      slug: 'hostile',
      name: `N ${HOSTILE}`.slice(0, 100),
    });
    const created = await coordinator.post('/ceremonies', {
      projectId: project.json.id,
      slug: 'hostile',
      title: HOSTILE,
      sizes: [{ g1: 4, g2: 3 }],
      about: Object.fromEntries(
        ['purpose', 'instructions', 'timeline', 'capability', 'support', 'terms'].map((name) => [
          name,
          HOSTILE,
        ]),
      ),
      eligibility: { who: 'OPEN' },
    });
    expect(created.status, created.text).toBe(201);
    await coordinator.post(`/ceremonies/${created.json.id}/announcements`, {
      kind: 'ANNOUNCEMENT',
      text: HOSTILE,
    });
  });
  afterAll(() => pages.close());

  it('refuses nothing that the public pages do', async () => {
    const visitor = await pages.visit();
    await lookAt(visitor, PUBLIC);
    expect(await visitor.context.cookies()).toEqual([]);
    await visitor.close();
  });

  it('sends every worker with a policy of its own, which no cache keeps', async () => {
    const workers = readdirSync(join(BUILT, 'assets')).filter((name) => /worker|thread/.test(name));
    expect(workers.length).toBeGreaterThan(3);
    for (const name of workers) {
      const { headers } = await fetch(`${pages.server.url}/assets/${name}`);
      expect([name, headers.get('content-security-policy')]).toEqual([
        name,
        expect.stringContaining(
          "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
        ),
      ]);
      expect(headers.get('cache-control')).toBe('no-cache');
    }
  });

  it('refuses nothing that the coordinators’ pages do', async () => {
    const visitor = await visitAs(pages, coordinator);
    await lookAt(visitor, COORDINATING);
    const held = await visitor.page.evaluate(() =>
      [document.cookie, JSON.stringify({ ...localStorage })].join(' '),
    );
    expect(held).not.toContain(coordinator.sessionId);
    await visitor.close();
  });

  /** Opens each address and waits until its heading is there. */
  async function lookAt({ page, go, complaints }: Visitor, paths: string[]): Promise<void> {
    for (const path of paths) {
      const answered = page.waitForResponse((response) => new URL(response.url()).pathname === path);
      await go(path);
      const headers = (await answered).headers();
      const policy = headers['content-security-policy'] ?? '';
      expect(policy, path).toContain("default-src 'none'");
      expect(policy, path).not.toMatch(/'unsafe-(inline|eval|hashes)'|script-src[^;]*(data|blob|https?):/);
      expect(policy, path).toContain(
        path.endsWith('/embed') ? 'frame-ancestors *' : "frame-ancestors 'none'",
      );
      expect(headers['x-content-type-options'], path).toBe('nosniff');
      await page.locator('h1, h2, main, svg').first().waitFor();
      await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1_000 })));
      expect(await page.title(), path).not.toBe('injected');
      expect(await page.locator('img[onerror]').count(), path).toBe(0);
      expect(complaints, path).toEqual([]);
    }
  }

  it.each(['/', '/c/kzg', '/plain', '/docs', '/auth/eth'])(
    'of %s lets no script in, no style, no frame, no form and no request to anywhere else',
    async (path) => {
      const { page, go, close } = await pages.visit();
      await go(path);
      await page.evaluate(async () => {
        const heard: string[] = [];
        Object.assign(globalThis, { heard });
        document.addEventListener('securitypolicyviolation', (event) => heard.push(event.effectiveDirective));
        const put = (name: string, attributes: Record<string, string>) =>
          document.body.append(Object.assign(document.createElement(name), attributes));
        put('script', { textContent: "document.title = 'injected'" });
        put('script', { src: 'http://127.0.0.1:9/x.js' });
        put('style', { textContent: 'body { display: none }' });
        put('iframe', { src: 'http://127.0.0.1:9/' });
        put('img', { src: 'http://127.0.0.1:9/x.png' });
        put('object', { data: 'http://127.0.0.1:9/x' });
        document.body.insertAdjacentHTML('beforeend', '<p onclick="document.title = 1" id="trap"></p>');
        document.getElementById('trap')!.click();
        put('form', { action: 'http://127.0.0.1:9/', id: 'away' });
        (document.getElementById('away') as HTMLFormElement).submit();
        await fetch('http://127.0.0.1:9/').catch(() => {});
      });
      const heard = () => page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
      await expect.poll(async () => new Set(await heard())).toEqual(REFUSED);
      expect(await page.title()).not.toMatch(/injected|^1$/);
      expect(await page.evaluate(() => getComputedStyle(document.body).display)).not.toBe('none');
      await close();
    },
  );
});
