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

/** A page of Playwright's, or of Puppeteer's. */
interface Evaluates {
  // biome-ignore lint/suspicious/noExplicitAny: the two spell it differently.
  evaluate(act: any, given?: any): Promise<any>;
}

export interface WorkPage<P extends Evaluates = Page> {
  page: P;
  state(): Promise<WorkState>;
  seen(): Promise<string[]>;
  ask(ask: Ask): Promise<void>;
  /** Until it is so; fails with what it is instead. */
  until<Phase extends WorkState['phase']>(
    phase: Phase,
    step?: string,
    patience?: number,
  ): Promise<Extract<WorkState, { phase: Phase }>>;
}

const LOOK_EVERY = 50;
/** Longer than a client waits between two check-ins and a failed one, in a browser that has little of the machine. */
const PATIENCE = 120_000;
const pause = () => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));

/** A ceremony's contribution in a tab. */
export async function workPage(context: BrowserContext, origin: string, slug: string): Promise<WorkPage> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  // Over whatever line it is.
  await page.goto(`${origin}/`, { timeout: 300_000 });
  return opened(page, slug);
}

/** The same after the page was loaded anew. */
export async function opened<P extends Evaluates>(page: P, slug: string): Promise<WorkPage<P>> {
  while (!(await page.evaluate(() => 'work' in globalThis))) await pause();
  await page.evaluate((name: string) => globalThis.work.open(name), slug);
  const state = (): Promise<WorkState> => page.evaluate(() => globalThis.work.state);
  return {
    page,
    state,
    seen: () => page.evaluate(() => globalThis.work.seen),
    ask: (ask) => page.evaluate((asked: Ask) => globalThis.work.ask(asked), ask),
    async until<Phase extends WorkState['phase']>(phase: Phase, step?: string, patience = PATIENCE) {
      const end = Date.now() + patience;
      for (;;) {
        const now = await state();
        const at = now.phase === 'working' ? now.step : now.phase === 'waiting' ? now.why : '';
        if (now.phase === phase && (step === undefined || step === at))
          return now as Extract<WorkState, { phase: Phase }>;
        if (Date.now() > end) throw new Error(`no ${phase} ${step ?? ''}: ${JSON.stringify(now)}`);
        await pause();
      }
    },
  };
}
