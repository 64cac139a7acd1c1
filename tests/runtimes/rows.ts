/** The rows of docs/reference/runtimes.md: how to have each runtime, and the test that it does what is said there. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KERNEL_NAMES } from '@brebaje/curves/kernel/choose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Expected, expectBestChoice, expectedResults, expectMaddSeen, inWords } from './findings.ts';
import { installCurves } from './installed.ts';
import { chromiumPage, firefoxPage } from './pages.ts';
import { type Probe, program, type Registry, registry } from './programs.ts';

const fromRegistry =
  (specifier: string, ...options: string[]) =>
  async (pathOf: Registry) =>
    program(await pathOf(specifier), ...options);

const WIDE = '--experimental-wasm-wide-arithmetic';

/** By the first cells of the rows. Browsers are those of the machine. */
export const RUNTIMES: Record<string, (pathOf: Registry) => Promise<Probe>> = {
  'Node 20': fromRegistry('node@20.20.2'),
  'Node 20, `--experimental-wasm-relaxed-simd`': fromRegistry(
    'node@20.20.2',
    '--experimental-wasm-relaxed-simd',
  ),
  'Node 22': fromRegistry('node@22.23.3'),
  'Node 24': async () => program(process.execPath),
  'Node 26': fromRegistry('node@26.10.0'),
  Deno: fromRegistry('deno@2.9.6', 'run', '--allow-all'),
  [`Deno, \`--v8-flags=${WIDE}\``]: fromRegistry('deno@2.9.6', 'run', '--allow-all', `--v8-flags=${WIDE}`),
  Bun: fromRegistry('bun@1.4.5'),
  Chromium: async () => chromiumPage(),
  'Chromium, `--js-flags=--wasm-wide-arithmetic`': async () =>
    chromiumPage('--js-flags=--wasm-wide-arithmetic'),
  Firefox: async () => firefoxPage(),
  'Firefox, `javascript.options.wasm_wide_arithmetic`': async () =>
    firefoxPage({ 'javascript.options.wasm_wide_arithmetic': true }),
};

/** First cell to the cells of the kernels and of the choice. */
export const TABLE = new Map(
  readFileSync(new URL('../../docs/reference/runtimes.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '))
    .map(([name, _version, ...cells]) => [name!, cells] as const),
);

export interface Stage {
  /** Empty at first; gone after the tests. */
  folder: string;
  /** Where the package was installed. */
  installed: string;
  expected: Expected;
  /** The runtime of a row, or undefined where it cannot be had, which is said. */
  find(name: string): Promise<Probe | undefined>;
}

/** Tests that the rows are true, and answers what further tests may use. */
export function testRows(names: string[]): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'brebaje-runtimes-'));
  const probes = new Map<string, Promise<Probe>>();
  const stage = { folder, find } as Stage;

  async function find(name: string): Promise<Probe | undefined> {
    try {
      return await probes.get(name);
    } catch (error) {
      console.log(`skipped: ${name} cannot be had here (${(error as Error).message.split('\n')[0]})`);
      return undefined;
    }
  }

  beforeAll(async () => {
    const pathOf = registry(folder);
    // Runtimes are installed while the package is packed.
    for (const name of names) {
      const probe = RUNTIMES[name]!(pathOf);
      probe.catch(() => {});
      probes.set(name, probe);
    }
    stage.installed = await installCurves(folder);
    stage.expected = await expectedResults();
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe('the package as it is published', () => {
    it.for(names)('computes in %s', { timeout: 400_000 }, async (name, { skip }) => {
      const probe = (await find(name)) ?? skip();
      const findings = await probe(stage.installed);
      const chosen = expectBestChoice(findings, stage.expected);
      expectMaddSeen(findings);
      const { kernels } = findings.curves.bn254;
      const row = [...KERNEL_NAMES.map((kernel) => inWords(kernels[kernel].first)), chosen];
      // Other processors fuse where x86-64 does not.
      if (process.arch === 'x64') expect(row).toEqual(TABLE.get(name));
    });
  });
  return stage;
}
