import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM, servePage } from '@brebaje/curves/test-page';
import { chromium } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { EXERCISED, exerciseStore } from '../testing/exercise-store.ts';
import { nodeWorkStore } from './node-work-store.ts';
import { volatileWorkStore } from './volatile-work-store.ts';

it('a folder of Node is a work store', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'work-store-'));
  try {
    expect(await exerciseStore(await nodeWorkStore(join(folder, 'work')))).toEqual(EXERCISED);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('what ends with a page is a work store', async () => {
  expect(await exerciseStore(volatileWorkStore())).toEqual(EXERCISED);
});

describe.skipIf(!CHROMIUM)(`a browser’s own files${CHROMIUM ? '' : ' (skipped: no Chromium)'}`, () => {
  it('are a work store, survive the page, tell a full disk, and leave nothing behind', async () => {
    const page = await servePage(new URL('../testing/opfs-page.ts', import.meta.url));
    const profile = await mkdtemp(join(tmpdir(), 'opfs-'));
    const browser = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM!,
      args: ['--no-sandbox', '--disable-gpu'],
    });
    try {
      const tab = await browser.newPage();
      await tab.goto(page.url);
      await tab.waitForFunction(() => 'exerciseOpfs' in globalThis);
      const found = await tab.evaluate(() => globalThis.exerciseOpfs('exercise'));
      // What crosses to the test has no undefined in lists.
      expect(found).toEqual(JSON.parse(JSON.stringify(EXERCISED)));

      // Broken off in the middle of a file and of a note.
      expect(await tab.evaluate(() => globalThis.exerciseOpfs('begin'))).toBe('begun');
      await tab.reload();
      await tab.waitForFunction(() => 'exerciseOpfs' in globalThis);
      expect(await tab.evaluate(() => globalThis.exerciseOpfs('after'))).toEqual({
        note: 'kept',
        part: 70_000,
        names: ['part', 'x.json'],
      });

      const session = await browser.newCDPSession(tab);
      const origin = new URL(page.url).origin;
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 << 20 });
      expect(await tab.evaluate(() => globalThis.exerciseOpfs('fill'))).toEqual({
        code: 'STORAGE_FULL',
        note: 'kept',
        part: 70_000,
      });
    } finally {
      await browser.close();
      await page.close();
      // What belongs to the browser may go on writing for a moment.
      await rm(profile, { recursive: true, force: true, maxRetries: 20 });
    }
  });

  it('tell a full disk in a private window, too', async () => {
    const page = await servePage(new URL('../testing/opfs-page.ts', import.meta.url));
    const browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: ['--no-sandbox', '--disable-gpu'],
    });
    try {
      const context = await browser.newContext();
      const tab = await context.newPage();
      await tab.goto(page.url);
      await tab.waitForFunction(() => 'exerciseOpfs' in globalThis);
      expect(await tab.evaluate(() => globalThis.exerciseOpfs('begin'))).toBe('begun');
      const session = await context.newCDPSession(tab);
      const { origin } = new URL(page.url);
      // Not at the end of a write: the one that meets it is cut short.
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 });
      expect(await tab.evaluate(() => globalThis.exerciseOpfs('fill'))).toEqual({
        code: 'STORAGE_FULL',
        note: 'kept',
        part: 70_000,
      });
    } finally {
      await browser.close();
      await page.close();
    }
  });
});
