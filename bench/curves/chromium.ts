/**
 * The same work on one worker in Chromium and in Node, in turns: time on the wall, and (on Linux) the processor
 * time of the whole browser against that of this process.
 * Flags: --full, --points=N, --rounds=N.
 */
import { CHROMIUM, servePage } from '@brebaje/curves/test-page';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { chromium } from 'playwright-core';
import { option } from '../flags.ts';
import { line, median } from '../measure.ts';
import { KNOWS_PROCESSES, ownMicros, treeMillis } from '../process-time.ts';
import type { BenchOptions } from '../run.ts';
import { loadFfjavascript } from './ffjavascript.ts';
import { makeInput } from './inputs.ts';
import { checkOutput } from './oracle.ts';
import { rescaleG1 } from './rescale.ts';

const rounds = Number(option('rounds') ?? 5);
/** Marks the browser's processes in their command lines. */
const MARK = `--brebaje-bench=${process.pid}`;

/** Milliseconds. */
interface Times {
  wall: number[];
  cpu: number[];
}

export async function run({ full }: BenchOptions): Promise<void> {
  if (!CHROMIUM) return line('Chromium', 'not found');
  const input = await makeInput(
    await loadFfjavascript(),
    'bls12-381-g1-powers',
    Number(option('points') ?? (full ? 1 << 14 : 2048)),
  );
  const [s, t] = [input.scalars.slice(0, 32), input.scalars.slice(32)];
  const served = await servePage(new URL('chromium-page.ts', import.meta.url));
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', MARK] });
  const engine = await createWasmEngine({ threads: 1 });
  const node: Times = { wall: [], cpu: [] };
  const chrome: Times = { wall: [], cpu: [] };
  try {
    const page = await browser.newPage();
    await page.goto(served.url);
    await page.waitForFunction(() => 'output' in globalThis);
    const kernel = await page.evaluate((lists) => globalThis.prepare(...lists), [
      [...input.points],
      [...s],
      [...t],
    ] as [number[], number[], number[]]);
    line(`Chromium ${browser.version()}, kernel`, kernel);
    line(`Node ${process.versions.node}, kernel`, (await engine.kernel()).kernel);
    for (let round = -1; round < rounds; round++) {
      const [before, start] = [ownMicros(), performance.now()];
      const output = await rescaleG1(engine, input.points, s, t);
      const [wall, cpu] = [performance.now() - start, (ownMicros() - before) / 1000];
      checkOutput(input, output);

      const spent = KNOWS_PROCESSES ? treeMillis(MARK) : 0;
      const wallThere = await page.evaluate(() => globalThis.rescale());
      const cpuThere = KNOWS_PROCESSES ? treeMillis(MARK) - spent : Number.NaN;
      checkOutput(input, Uint8Array.from(await page.evaluate(() => globalThis.output())));
      // The first round compiles.
      if (round < 0) continue;
      node.wall.push(wall);
      node.cpu.push(cpu);
      chrome.wall.push(wallThere);
      chrome.cpu.push(cpuThere);
    }
  } finally {
    await engine.close();
    await browser.close();
    await served.close();
  }
  report(input.count, node, chrome);
}

function report(count: number, node: Times, page: Times): void {
  const perPoint = (rounds: number[]) => `${((1000 * median(rounds)) / count).toFixed(1)} µs/point`;
  const ratio = (key: keyof Times) => median(page[key].map((time, round) => time / node[key][round]!));
  line(`${count} points of BLS12-381 G1, one worker: Node`, perPoint(node.wall));
  line('Chromium', perPoint(page.wall));
  line('Chromium / Node, on the wall', `${ratio('wall').toFixed(2)}x`);
  if (KNOWS_PROCESSES) line('Chromium / Node, processor time', `${ratio('cpu').toFixed(2)}x`);
}
