/** A KZG contribution in a browser, from its worker's point of view: reloads, tabs, networks, browsers that end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newContributor } from '../support/contributor.ts';
import { type GatedProxy, gatedProxy } from '../support/gated-proxy.ts';
import { type RestPerson, restPerson } from '../support/rest-person.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { CHROMIUM, launchChromium, QUIET, withoutChromium } from './support/chromium.ts';
import { buildWorkPage, opened, signInAs, type WorkPage, workPage } from './support/work-pages.ts';

const ENTROPY = { ask: 'start', entropy: new Uint8Array([1, 2, 3]), joining: { acceptTerms: 1 } } as const;
/** As long as the interval, milliseconds: a check-in right after a reload counts, though the server's clock stands. */
const NEVER_EARLY = 32_000;
/** Large enough that somebody sees it computing. */
const SIZES = '512,3:256,3';
const isScript = (line: string) => line.includes('/assets/');
const WORK = ['DOWNLOADING', 'COMPUTING', 'UPLOADING', 'VERIFYING', 'done'];

describe.skipIf(!CHROMIUM)(`a KZG contribution in a page${withoutChromium}`, () => {
  let built: Awaited<ReturnType<typeof buildWorkPage>>;
  let server: TestServer;
  let proxy: GatedProxy;
  let browser: Browser;
  let slug: string;
  beforeAll(async () => {
    built = await buildWorkPage();
    server = await startTestServer({
      pages: built.folder,
      checkInTolerance: NEVER_EARLY,
      ceremonySizes: SIZES,
    });
    proxy = await gatedProxy(() => server.port);
    browser = await launchChromium();
    slug = server.running.ceremony.slug;
  });
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await server?.close();
    await built?.remove();
  });

  interface Somebody {
    person: RestPerson;
    context: BrowserContext;
    work: WorkPage;
    /** Loads the page anew. */
    reload(): Promise<WorkPage>;
  }

  async function somebody(context?: BrowserContext): Promise<Somebody> {
    const person = await restPerson(server);
    const mine = context ?? (await browser.newContext());
    await signInAs(mine, proxy.url, person.sessionId);
    const work = await workPage(mine, proxy.url, slug);
    const reload = async () => {
      await work.page.reload();
      return opened(work.page, slug);
    };
    return { person, context: mine, work, reload };
  }

  /** One person in two browsers: the one has it computed, and is held back, when the other begins with the same turn. */
  async function twice() {
    const { work, person, context } = await somebody();
    const other = await browser.newContext();
    await signInAs(other, proxy.url, person.sessionId);
    const there = await workPage(other, proxy.url, slug);
    await Promise.all([work.until('idle'), there.until('idle')]);
    const out = proxy.holdRequest(/POST .*\/contribute$/);
    await work.ask(ENTROPY);
    const held = await out;
    await there.ask(ENTROPY);
    await there.until('waiting', 'elsewhere');
    return { work, there, held, close: () => Promise.all([context.close(), other.close()]) };
  }

  const accepted = async () =>
    (await server.send(`/ceremonies/by-slug/${slug}`)).json.contributions as number;

  it('goes from the first click to a receipt that stays', async () => {
    const { work, reload, context } = await somebody();
    await work.until('idle');
    await work.page.evaluate(() => globalThis.work.blocked());
    const before = proxy.requests.length;
    await work.ask(ENTROPY);
    const { receipts } = await work.until('done');
    // A server that is away during the turn, or has newer pages, ends nothing: all scripts are here before it.
    const asked = proxy.requests.slice(before);
    const turn = asked.findIndex((line) => line.includes('/try_contribute'));
    expect(asked.slice(0, turn).filter(isScript)).not.toEqual([]);
    expect(asked.slice(turn).filter(isScript)).toEqual([]);
    expect(receipts).toMatchObject([{ scheme: 'KZG', hash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(JSON.parse(receipts[0]!.file.text)).toMatchObject({ receipt: expect.any(String), test: true });
    expect(receipts[0]!.attestation).toContain('# Attestation');
    expect(await work.seen()).toEqual(['idle', 'entering', ...WORK]);
    // Other tests compute meanwhile: speed.soak.ts says what it is on a machine by itself.
    const { longTasks, longestTick } = await work.page.evaluate(() => globalThis.work.blocked());
    console.log(
      `the page's own thread: tasks over 50 ms ${JSON.stringify(longTasks)}, latest tick ${longestTick.toFixed(1)} ms`,
    );
    const again = await (await reload()).until('done');
    expect(again.receipts).toEqual(receipts);
    await context.close();
  });

  it('goes on after a reload, wherever it was, and computes once', async () => {
    const holder = await newContributor(server);
    await holder.start();
    const { work, reload, context } = await somebody();
    await work.until('idle');
    await work.ask(ENTROPY);
    await work.until('waiting', 'lobby');

    // In the lobby.
    let page = await reload();
    await page.until('waiting', 'lobby');
    // With the turn, its state on the way.
    const offered = proxy.holdAnswer(/try_contribute/);
    page = await reload();
    await holder.abort();
    await offered;
    // With the state, half way through the work: what is computed before anybody looks does not get out.
    proxy.holdRequest(/POST .*\/contribute$/);
    page = await reload();
    await expect.poll(() => page.seen(), { timeout: 120_000 }).toContain('COMPUTING');
    // With the contribution, on the way out: of the page that was asked for last.
    proxy.holdRequest(/POST .*\/contribute$/);
    page = await reload();
    const asked = () => proxy.requests.slice(proxy.requests.lastIndexOf('GET /')).join('\n');
    await expect.poll(asked, { timeout: 120_000 }).toMatch(/POST .*\/contribute$/m);
    await page.until('working', 'VERIFYING');
    proxy.forget();
    // With the contribution, handed in: its receipt is on the way.
    const verdict = proxy.holdAnswer(/POST .*\/contribute$/);
    page = await reload();
    await verdict;
    page = await reload();
    const { receipts, notes } = await page.until('done');
    expect(receipts).toHaveLength(1);
    expect(notes).toMatchObject([{ what: 'kept-work' }]);
    expect(await page.seen()).not.toContain('COMPUTING');
    await context.close();
  });

  it('is in one tab: the other shows it, and takes it over', async () => {
    const holder = await newContributor(server);
    await holder.start();
    const { work: first, context } = await somebody();
    await first.until('idle');
    await first.ask(ENTROPY);
    await first.until('waiting');
    const second = await workPage(context, proxy.url, slug);
    await second.page.waitForFunction(
      () => globalThis.work.state.phase === 'elsewhere' && globalThis.work.state.shown?.phase === 'waiting',
    );
    // What it is asked for there is not begun twice.
    await second.ask(ENTROPY);
    await second.ask({ ask: 'take-over' });
    await second.until('waiting', 'lobby');
    await first.until('elsewhere');
    await first.page.waitForFunction(
      () => globalThis.work.state.phase === 'elsewhere' && globalThis.work.state.shown?.phase === 'waiting',
    );
    await holder.abort();
    await second.until('done');
    await first.page.waitForFunction(
      () => globalThis.work.state.phase === 'elsewhere' && globalThis.work.state.shown?.phase === 'done',
    );
    // Who was left alone has it again.
    await second.page.close();
    await first.until('done');
    await context.close();
  });

  it('is raced for by two people, and both get there', async () => {
    const before = await accepted();
    const two = await Promise.all([somebody(), somebody()]);
    for (const { work } of two) await work.until('idle');
    await Promise.all(two.map(({ work }) => work.ask(ENTROPY)));
    const ends = await Promise.all(two.map(({ work }) => work.until('done')));
    expect(new Set(ends.map(({ receipts }) => receipts[0]!.hash)).size).toBe(2);
    expect(await accepted()).toBe(before + 2);
    for (const { context } of two) await context.close();
  });

  it('of one person in two browsers counts once, and the other one says so', async () => {
    const { work, there, held, close } = await twice();
    // A reload is no reason to do it twice.
    await there.page.reload();
    const again = await opened(there.page, slug);
    await again.until('waiting', 'elsewhere');
    await again.ask({ ask: 'take-over' });
    await again.until('done');
    held.release();
    expect(await work.until('failed')).toMatchObject({ code: 'ALREADY_CONTRIBUTED', again: false });
    await close();
  });

  it('of one person that another browser is at work on is left to it', async () => {
    const { work, there, held, close } = await twice();
    held.release();
    await work.until('done');
    // What is to be shown now is asked of the server.
    await there.until('idle');
    expect(await there.seen()).not.toContain('COMPUTING');
    await close();
  });

  it('outlasts a network that is gone in the middle of the upload', async () => {
    const { work, context } = await somebody();
    await work.until('idle');
    const out = proxy.holdRequest(/POST .*\/contribute$/);
    await work.ask(ENTROPY);
    await out;
    proxy.cut();
    await work.page.waitForFunction(
      () => globalThis.work.state.phase === 'working' && globalThis.work.state.trouble !== undefined,
    );
    proxy.mend();
    const { notes } = await work.until('done');
    expect(notes.map(({ what }) => what)).toContain('upload-again');
    await context.close();
  });

  it('says which rule ended it: no check-in, and the deadline', async () => {
    const holder = await newContributor(server);
    await holder.start();
    const waits = await somebody();
    await waits.work.until('idle');
    await waits.work.ask(ENTROPY);
    // The server counts them in.
    await waits.work.until('waiting', 'lobby');
    proxy.cut();
    // A server that was too busy to hear anybody bars nobody for it.
    const inside = async () => {
      await server.pass(80_000);
      return (await server.send('/info/status')).json.lobby_size;
    };
    await expect.poll(inside).toBe(0);
    proxy.mend();
    const lost = await waits.work.until('lost').finally(() => holder.abort());
    expect(lost).toMatchObject({ rule: 'check-in', scheme: 'KZG' });

    const works = await somebody();
    await works.work.until('idle');
    const out = proxy.holdRequest(/POST .*\/contribute$/);
    await works.work.ask(ENTROPY);
    const { release } = await out;
    await server.pass(700_000);
    release();
    expect(await works.work.until('lost')).toMatchObject({ rule: 'deadline' });
    for (const { context } of [waits, works]) await context.close();
  });

  it('goes on in a browser that was killed', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'brebaje-profile-'));
    const launch = () =>
      chromium.launchPersistentContext(profile, { executablePath: CHROMIUM!, args: QUIET });
    let context = await launch();
    try {
      const { work, person } = await somebody(context);
      await work.until('idle');
      const out = proxy.holdRequest(/POST .*\/contribute$/);
      await work.ask(ENTROPY);
      await out;
      const session = await context.newCDPSession(work.page);
      const gone = new Promise((resolve) => context.once('close', resolve));
      // No farewell: nothing is written any more.
      await session.send('Browser.crash').catch(() => {});
      await gone;
      context = await launch();
      await signInAs(context, proxy.url, person.sessionId);
      const again = await workPage(context, proxy.url, slug);
      const { receipts } = await again.until('done');
      expect(receipts).toHaveLength(1);
      expect(await again.seen()).not.toContain('COMPUTING');
    } finally {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  it('measures what the browser is worth', async () => {
    const { work, context } = await somebody();
    const measured = await work.page.evaluate((name) => globalThis.work.measure(name), slug);
    expect(measured.kernel).toMatch(/^(fma|wide|plain)$/);
    expect(measured.pointsPerSecond).toBeGreaterThan(10);
    expect(measured.estimate.seconds).toBeGreaterThan(0);
    expect(measured.room).toBeGreaterThan(measured.roomNeeded);
    await context.close();
  });
});
