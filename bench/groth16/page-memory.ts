/** The memory of a page in Chromium that contributes to a zkey and verifies what came of it. */
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM, servePage } from '@brebaje/curves/test-page';
import { chromium } from 'playwright-core';
import { mostMemory, processesBelow } from '../process-time.ts';

/** Marks the browser's processes in their command lines. */
const MARK = `--brebaje-bench=${process.pid}`;

export interface PageCost {
  readonly work: 'contribute' | 'verify';
  readonly seconds: number;
  /** The most that a renderer had, in megabytes. */
  readonly megabytes: number;
}

/** Undefined where the machine has no Chromium. Each work has a page, and so a process, of its own. */
export async function pageCosts(zkey: string): Promise<PageCost[] | undefined> {
  if (!CHROMIUM) return undefined;
  const served = await servePage(new URL('page.ts', import.meta.url));
  const files = await serveFile(zkey);
  const folder = mkdtempSync(join(tmpdir(), 'brebaje-chromium-'));
  // A profile on the disk: private windows keep their files in memory.
  const browser = await chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', MARK],
  });
  try {
    const costs: PageCost[] = [];
    for (const work of ['contribute', 'verify'] as const) {
      const page = await browser.newPage();
      page.setDefaultTimeout(0);
      await page.goto(served.url);
      await page.waitForFunction(() => 'verifyFrom' in globalThis);
      const start = performance.now();
      if (work === 'verify') await page.evaluate((url) => globalThis.verifyFrom(url), files.url);
      else {
        const size = await page.evaluate((url) => globalThis.contributeTo(url), files.url);
        if (size <= statSync(zkey).size)
          throw new Error('the contribution is no longer than what it was made of');
      }
      const seconds = (performance.now() - start) / 1000;
      costs.push({ work, seconds, megabytes: mostOfRenderers() });
      await page.close();
    }
    return costs;
  } finally {
    await browser.close();
    files.close();
    await served.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A server that gives ranges of one file to pages of any origin. */
async function serveFile(path: string): Promise<{ url: string; close(): void }> {
  const { size } = statSync(path);
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', 'range');
    response.setHeader('access-control-expose-headers', 'content-length');
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (!range) return void response.writeHead(200, { 'content-length': size }).end();
    const [start, end] = [Number(range[1]), Number(range[2])];
    response.writeHead(206, { 'content-length': end - start + 1 });
    createReadStream(path, { start, end }).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => void server.close(),
  };
}

/** The most memory that any of the browser's renderers had, in megabytes (Linux). */
function mostOfRenderers(): number {
  const sizes = processesBelow(MARK).map((pid) => {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
    return command.includes('--type=renderer') ? mostMemory(pid) : 0;
  });
  return Math.max(0, ...sizes);
}
