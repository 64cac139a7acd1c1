/**
 * The same work on one worker in Chromium and in Node, in turns: time on the wall, and (on Linux) the processor
 * time of the whole browser against that of this process.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { line, median } from '../measure.ts';
import type { BenchOptions } from '../run.ts';
import { ENGINES, type EngineName, rescaleG1 } from './engines.ts';
import { loadFfjavascript } from './ffjavascript.ts';
import { makeInput } from './inputs.ts';
import { checkOutput } from './oracle.ts';

const ROUNDS = 5;
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Marks the browser's processes in their command lines. */
const MARK = `--brebaje-bench=${process.pid}`;
/** Clock ticks per second in /proc (USER_HZ, 100 on every Linux). */
const TICKS = 100;

/** Milliseconds of processor time of the browser: its first process and all below it. Undefined outside Linux. */
function browserMillis(): number | undefined {
  if (!existsSync('/proc/self/stat')) return undefined;
  const processes = new Map<number, { parent: number; ticks: number; first: boolean }>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      // Fields after the name in parentheses: state, parent, …, user and system time (proc_pid_stat(5)).
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      const first = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(MARK);
      processes.set(Number(pid), {
        parent: Number(fields[1]),
        ticks: Number(fields[11]) + Number(fields[12]),
        first,
      });
    } catch {
      // It ended while we looked.
    }
  }
  const belongs = (pid: number): boolean => {
    const found = processes.get(pid);
    return found !== undefined && (found.first || belongs(found.parent));
  };
  let ticks = 0;
  for (const [pid, found] of processes) if (belongs(pid)) ticks += found.ticks;
  return (1000 * ticks) / TICKS;
}

/** Builds the page and serves it on this machine. */
async function servePage() {
  const folder = await mkdtemp(join(tmpdir(), 'brebaje-bench-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('.', import.meta.url)),
    build: {
      outDir: folder,
      emptyOutDir: true,
      rollupOptions: {
        input: fileURLToPath(new URL('chromium-page.ts', import.meta.url)),
        output: { entryFileNames: 'page.js' },
      },
    },
  });
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    if (path === '/') {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><script type="module" src="/page.js"></script>');
      return;
    }
    const body = await readFile(join(folder, path)).catch(() => undefined);
    response.writeHead(body ? 200 : 404, { 'content-type': 'text/javascript' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}

interface Times {
  wall: number[];
  cpu: number[];
}

export async function run({ full }: BenchOptions): Promise<void> {
  const executablePath = BROWSERS.find(existsSync);
  if (!executablePath) return line('Chromium', 'not found');
  const input = await makeInput(await loadFfjavascript(), 'bls12-381-g1-powers', full ? 1 << 14 : 2048);
  const [s, t] = [input.scalars.slice(0, 32), input.scalars.slice(32)];
  const served = await servePage();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', MARK] });
  try {
    const page = await browser.newPage();
    await page.goto(served.url);
    await page.waitForFunction(() => 'rescale' in globalThis);
    line('browser', browser.version());
    for (const name of Object.keys(ENGINES) as EngineName[]) {
      const engine = await ENGINES[name](1);
      const node: Times = { wall: [], cpu: [] };
      const chrome: Times = { wall: [], cpu: [] };
      for (let round = -1; round < ROUNDS; round++) {
        const [before, start] = [process.cpuUsage(), performance.now()];
        checkOutput(input, await rescaleG1(engine, input.points, s, t));
        const wall = performance.now() - start;
        const { user, system } = process.cpuUsage(before);

        const ticks = browserMillis();
        const result = await page.evaluate(
          ([engineName, ...lists]) => globalThis.rescale(engineName, ...lists),
          [name, [...input.points], [...s], [...t]] as [EngineName, number[], number[], number[]],
        );
        const spent = browserMillis();
        checkOutput(input, Uint8Array.from(result.output));
        // The first round compiles.
        if (round < 0) continue;
        node.wall.push(wall);
        node.cpu.push((user + system) / 1000);
        chrome.wall.push(result.millis);
        if (ticks !== undefined && spent !== undefined) chrome.cpu.push(spent - ticks);
      }
      await engine.close();
      report(name, input.count, node, chrome);
    }
  } finally {
    await browser.close();
    await served.close();
  }
}

function report(name: string, count: number, node: Times, page: Times): void {
  const perPoint = (rounds: number[]) => `${((1000 * median(rounds)) / count).toFixed(1)} µs/point`;
  const ratio = (key: keyof Times) => median(page[key].map((time, round) => time / node[key][round]!));
  line(`${name}, ${count} points of BLS12-381 G1, one worker: Node`, perPoint(node.wall));
  line('Chromium', perPoint(page.wall));
  line('Chromium / Node, on the wall', `${ratio('wall').toFixed(2)}x`);
  if (page.cpu.length > 0) line('Chromium / Node, processor time', `${ratio('cpu').toFixed(2)}x`);
}
