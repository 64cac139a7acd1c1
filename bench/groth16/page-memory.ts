/** The memory of a page in Chromium that contributes to a zkey and verifies what came of it. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { CHROMIUM, servePage } from '@brebaje/curves/test-page';
import { mostMemory, processesBelow } from '../process-time.ts';
import type { Asked, Outcome } from './page-worker.ts';

/** Marks the browser's processes in their command lines. */
const MARK = `--brebaje-bench=${process.pid}`;
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', MARK];

export interface PageCost {
  readonly work: 'contribute' | 'verify';
  readonly seconds: number;
  /** The most that a renderer had, in megabytes. */
  readonly megabytes: number;
}

/**
 * Undefined where the machine has no Chromium. Each work has a browser of its own on one profile, and nobody watches
 * it: what tools for developers look at they keep, up to 200 MB of answers in the page's process.
 */
export async function pageCosts(zkey: string): Promise<PageCost[] | undefined> {
  if (!CHROMIUM) return undefined;
  const served = await servePage(new URL('page.ts', import.meta.url));
  const files = await serveFile(zkey);
  const genesis = { url: files.url, sha256: await hashOf(zkey), size: statSync(zkey).size };
  // A profile on the disk: private windows keep their files in memory.
  const folder = mkdtempSync(join(tmpdir(), 'brebaje-chromium-'));
  try {
    const costs: PageCost[] = [];
    for (const work of ['contribute', 'verify'] as const) {
      const start = performance.now();
      const browser = spawn(CHROMIUM, [
        ...FLAGS,
        `--user-data-dir=${folder}`,
        `${served.url}#${encodeURIComponent(JSON.stringify({ work, ...genesis } satisfies Asked))}`,
      ]);
      const ended = once(browser, 'exit');
      const memory = watchRenderers();
      const { size, error } = await Promise.race([files.outcome(), ended.then(brokenOff)]);
      const seconds = (performance.now() - start) / 1000;
      costs.push({ work, seconds, megabytes: memory.end() });
      browser.kill();
      await ended;
      if (error !== undefined) throw new Error(error);
      if (work === 'contribute' && !(size! > statSync(zkey).size))
        throw new Error('the contribution is no longer than what it was made of');
    }
    return costs;
  } finally {
    files.close();
    await served.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function brokenOff(): never {
  throw new Error('the browser ended before its page was through');
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** A server that gives one file to pages of any origin, and takes what they post and what they put below it. */
async function serveFile(path: string): Promise<{ url: string; outcome(): Promise<Outcome>; close(): void }> {
  const { size } = statSync(path);
  const posted = new EventEmitter<{ outcome: [Outcome] }>();
  const server = createServer(async (request, response) => {
    const cross = { origin: '*', headers: '*', methods: '*', 'expose-headers': 'etag' };
    for (const [name, value] of Object.entries(cross))
      response.setHeader(`access-control-${name.startsWith('expose') ? name : `allow-${name}`}`, value);
    if (request.method === 'OPTIONS') return void response.end();
    if (request.method === 'PUT') {
      request.resume();
      await once(request, 'end');
      return void response.writeHead(200, { etag: '"taken"' }).end();
    }
    if (request.method === 'POST') {
      posted.emit('outcome', (await json(request)) as Outcome);
      return void response.end();
    }
    response.writeHead(200, { 'content-length': size });
    createReadStream(path).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    outcome: async () => (await once(posted, 'outcome'))[0] as Outcome,
    close: () => void server.close(),
  };
}

/** Chromium forgets what its processes had most, again and again: they are looked at as often. */
const EVERY = 50;

/** Watches the browser's renderers. At the end: the most memory that any had, in megabytes (Linux). */
function watchRenderers(): { end(): number } {
  let most = 0;
  const look = () => {
    for (const pid of processesBelow(MARK)) {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
        if (command.includes('--type=renderer')) most = Math.max(most, mostMemory(pid));
      } catch {
        // It ended while we looked.
      }
    }
  };
  const timer = setInterval(look, EVERY);
  return {
    end() {
      clearInterval(timer);
      look();
      return most;
    },
  };
}
