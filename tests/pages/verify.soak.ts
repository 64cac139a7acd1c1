/**
 * Verification in the browser at full size, beside the command's: time, memory, and whether the page stays quick.
 * SOAK_CONTRIBUTIONS to powers of Ethereum's sizes (default 4); SOAK_POWER: the circuit's constraints as a power of two
 * (default 14), with two contributions.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { circuitCeremony, REAL_ROUND, REAL_TIME } from '../support/circuit-ceremony.ts';
import { newContributor } from '../support/contributor.ts';
import { brebaje } from '../support/verify-command.ts';
import { CHROMIUM, withoutChromium } from './support/chromium.ts';
import { type OpenPages, openPages } from './support/pages.ts';
import { run } from './verify-steps.ts';

const CONTRIBUTIONS = Number(process.env.SOAK_CONTRIBUTIONS ?? 4);
const POWER = Number(process.env.SOAK_POWER ?? 14);
const ETHEREUM = '4096,65:8192,65:16384,65:32768,65';
const home = mkdtempSync(join(tmpdir(), 'brebaje-verify-soak-'));
afterAll(() => rmSync(home, { recursive: true }));

interface Watched {
  page: Page;
  /** The longest task of the page's own thread since it was loaded, milliseconds. */
  longest(): Promise<number>;
  /**
   * The most memory that the page's process has had, MiB; seconds of CPU that it took with its workers, and that the
   * page's own thread took alone.
   */
  used(): Promise<{ memory: number; cpu: number; own: number }>;
  close(): Promise<void>;
}

async function watched(pages: OpenPages, path: string): Promise<Watched> {
  const { page, go, close } = await pages.visit();
  await page.addInitScript(() => {
    const told = globalThis as unknown as { longest: number };
    told.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) told.longest = Math.max(told.longest, duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  const session = await pages.browser.newBrowserCDPSession();
  const thread = await page.context().newCDPSession(page);
  await thread.send('Performance.enable', { timeDomain: 'threadTicks' });
  await go(path);
  // What loading it takes, and measuring the device's speed, is no check's.
  await page
    .getByText(/of computing|moment of computing/)
    .first()
    .waitFor();
  await page.evaluate(() => {
    (globalThis as unknown as { longest: number }).longest = 0;
  });
  return {
    page,
    longest: () => page.evaluate(() => (globalThis as unknown as { longest: number }).longest),
    async used() {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      const renderers = processInfo.filter(({ type }) => type === 'renderer');
      const most = renderers.map(({ id }) =>
        Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]),
      );
      const cpu = renderers.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
      const { metrics } = await thread.send('Performance.getMetrics');
      const own = metrics.find(({ name }) => name === 'ThreadTime')?.value ?? Number.NaN;
      return { memory: Math.round(Math.max(...most) / 1024), cpu, own };
    },
    close,
  };
}

/** Runs all checks in the browser and prints what they took; answers seconds of CPU. */
async function runAll({ page, longest, used }: Watched, what: string): Promise<number> {
  const first = (await used()).cpu;
  for (const grade of ['receipt', 'included', 'chain', 'genesis'] as const) {
    const [begun, before] = [performance.now(), await used()];
    expect(await run(page, grade, 3_600_000)).toEqual([]);
    const took = (performance.now() - begun) / 1000;
    const { memory, cpu, own } = await used();
    const told = [
      `${took.toFixed(1)} s`,
      `CPU ${(cpu - before.cpu).toFixed(1)} s, of the page’s thread ${(1000 * (own - before.own)).toFixed(0)} ms`,
      `longest task ${Math.round(await longest())} ms`,
      `memory ${memory} MiB`,
    ];
    console.info(`${what}, ${grade}: ${told.join('; ')}`);
  }
  return (await used()).cpu - first;
}

/** Seconds of CPU that the command takes for the same. */
async function byCommand(what: string, url: string, ...words: string[]): Promise<number> {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  expect((await brebaje(home, 'verify', url, ...words)).code).toBe(0);
  const took = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / 1e6;
  console.info(`${what}, the command: ${took.toFixed(1)} s; CPU ${cpu.toFixed(1)} s, the server's included`);
  return cpu;
}

describe.skipIf(!CHROMIUM)(`verifying at full size${withoutChromium}`, () => {
  it(`verifies ${CONTRIBUTIONS} contributions to powers of Ethereum’s sizes`, async () => {
    const pages = await openPages({ ceremonySizes: ETHEREUM });
    for (let n = 0; n < CONTRIBUTIONS; n++) await (await newContributor(pages.server)).takeTurn();
    const path = `/c/${pages.server.running.ceremony.slug}`;
    const page = await watched(pages, `${path}/verify`);
    const took = await runAll(page, 'powers');
    const longest = await page.longest();
    const command = await byCommand('powers', pages.server.url + path);
    console.info(`powers: all four checks took ${(took / command).toFixed(2)} of the command’s CPU time`);
    await page.close();
    await pages.close();
    expect(longest).toBeLessThan(50);
  });

  it(`verifies a circuit of 2^${POWER} constraints`, async () => {
    const pages = await openPages({}, { ownSchemes: true, time: REAL_TIME });
    const constraints = 2 ** POWER - 4;
    const ceremony = await circuitCeremony(pages.server, [
      { curve: 'bn254', constraints, publicWires: 2, unused: 1 },
    ]);
    await ceremony.contribute('Ann');
    await ceremony.contribute('Bob');
    await ceremony.end(() => REAL_ROUND);
    const page = await watched(pages, '/c/circuits/verify');
    const took = await runAll(page, `2^${POWER}`);
    const longest = await page.longest();
    const command = await byCommand(`2^${POWER}`, ceremony.url, '--with-phase1');
    console.info(`2^${POWER}: all four checks took ${(took / command).toFixed(2)} of the command’s CPU time`);
    await page.close();
    await ceremony.close();
    await pages.close();
    expect(longest).toBeLessThan(50);
  });
});
