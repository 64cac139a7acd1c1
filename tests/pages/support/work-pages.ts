/** Browsers that contribute without screens: only a page's worker, at a server's own address. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cookieName } from '@brebaje/server/auth/cookie';
import type { BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import type { Ask } from '../../../apps/web/src/work/messages.ts';
import type { WorkState } from '../../../apps/web/src/work/state.ts';
// Declares what the page has.
import type {} from './work-page/work-page.ts';

/** The page, built as the pages are; to be removed afterwards. */
export async function buildWorkPage(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'brebaje-work-page-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('work-page', import.meta.url)),
    base: './',
    worker: { format: 'es' },
    build: { target: 'es2023', outDir: folder, emptyOutDir: true, assetsInlineLimit: 0 },
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Signs a browser in as somebody with this session. */
export async function signInAs(context: BrowserContext, origin: string, sessionId: string): Promise<void> {
  const cookie = { name: cookieName(origin), value: sessionId, url: origin };
  await context.addCookies([{ ...cookie, httpOnly: true, sameSite: 'Strict' }]);
}

export interface WorkPage {
  page: Page;
  state(): Promise<WorkState>;
  seen(): Promise<string[]>;
  ask(ask: Ask): Promise<void>;
  /** Until it is so; fails with what it is instead. */
  until<P extends WorkState['phase']>(phase: P, step?: string): Promise<Extract<WorkState, { phase: P }>>;
}

/** A ceremony's contribution in a tab. */
export async function workPage(context: BrowserContext, origin: string, slug: string): Promise<WorkPage> {
  const page = await context.newPage();
  await page.goto(`${origin}/`);
  return opened(page, slug);
}

/** The same after the page was loaded anew. */
export async function opened(page: Page, slug: string, patience = 20_000): Promise<WorkPage> {
  await page.waitForFunction(() => 'work' in globalThis);
  await page.evaluate((name) => globalThis.work.open(name), slug);
  const work: WorkPage = {
    page,
    state: () => page.evaluate(() => globalThis.work.state),
    seen: () => page.evaluate(() => globalThis.work.seen),
    ask: (ask) => page.evaluate((asked) => globalThis.work.ask(asked), ask),
    async until<P extends WorkState['phase']>(phase: P, step?: string) {
      const reached = page.waitForFunction(
        ([wanted, at]) => {
          const { state } = globalThis.work;
          const now = state.phase === 'working' ? state.step : state.phase === 'waiting' ? state.why : '';
          return state.phase === wanted && (at === undefined || at === now);
        },
        [phase, step] as const,
        { timeout: patience, polling: 20 },
      );
      await reached.catch(async () => {
        throw new Error(`no ${phase} ${step ?? ''}: ${JSON.stringify(await work.state())}`);
      });
      return (await work.state()) as Extract<WorkState, { phase: P }>;
    },
  };
  return work;
}
