/** The tests run with each check left out: in one run every test, and every row of the table, has another one. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Copy } from './copy.ts';
import type { Site } from './sites.ts';

/** Where the tests are that know of checks. */
const FOLDERS = ['container', 'zkey', 'r1cs', 'ptau', 'chain', 'genesis', 'verify', 'beacon'];
const TABLES = ['tests/groth16/attacks.test.ts', 'tests/groth16/faults.test.ts'];

/** One of the curves is enough to see that something is missing. */
const TESTS = '^(?!.*bls12-381)';

/** What turns switches off; of the copy, as everything that runs there. */
const SETUP = fileURLToPath(new URL('in-tests.ts', import.meta.url));

/** Tests that one check gets in a run at least, so that checks which every test comes by leave some to others. */
const SHARE = 40;

interface Ran {
  readonly name: string;
  readonly state: string;
  readonly asked: readonly number[];
}

/** Runs the tests once. `offs` says which switch is off in which test. */
async function run({ folder }: Copy, offs: Readonly<Record<string, number>>): Promise<Ran[]> {
  const [assigned, reach] = [join(folder, 'assigned.json'), join(folder, 'reach.jsonl')];
  rmSync(reach, { force: true });
  writeFileSync(assigned, JSON.stringify(offs));
  const args = [...FOLDERS.map((name) => `packages/groth16/src/${name}`), ...TABLES];
  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '-t', TESTS, ...args], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, BREBAJE_SWITCHES: JSON.stringify({ assigned, reach }) },
  });
  await new Promise((resolve) => child.on('close', resolve));
  if (!existsSync(reach)) throw new Error('the tests of the copy do not run');
  const lines = readFileSync(reach, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Ran);
}

/**
 * Of each site the test that failed without it, if one did. `mostRuns` runs at most: checks that hundreds of tests come
 * by are not tried with each of them, but first with those that come by little else.
 */
export async function runTests(
  copy: Copy,
  sites: readonly Site[],
  mostRuns: number,
  onRun: (noticed: ReadonlyMap<number, string>) => void = () => {},
): Promise<Map<number, string>> {
  writeFileSync(
    join(copy.folder, 'vitest.config.ts'),
    `export default { test: {
      include: ['packages/*/src/**/*.test.ts', 'tests/groth16/*.test.ts'],
      setupFiles: ['tests/groth16/removed/${basename(SETUP)}'],
      testTimeout: 120_000, hookTimeout: 120_000, maxWorkers: 2,
    } };`,
  );
  // A test that fails anyhow, on a machine that has no time for it, tells nothing.
  const first = (await run(copy, {})).filter(({ state }) => state === 'pass');
  const tests = first.toSorted((a, b) => a.asked.length - b.asked.length);
  const noticed = new Map<number, string>();
  const tried = new Set<string>();
  for (let runs = 0; runs < mostRuns; runs++) {
    const offs = assign(tests, sites, noticed, tried);
    if (Object.keys(offs).length === 0) break;
    for (const { name, state } of await run(copy, offs)) {
      if (state === 'fail' && offs[name] !== undefined) noticed.set(offs[name], name);
    }
    onRun(noticed);
  }
  return noticed;
}

/** Each test gets one of the sites that it comes by: those that fewest tests come by first. */
function assign(
  tests: readonly Ran[],
  sites: readonly Site[],
  noticed: ReadonlyMap<number, string>,
  tried: Set<string>,
): Record<string, number> {
  const left = sites
    .filter(({ id }) => !noticed.has(id))
    .map(({ id }) => ({ id, by: tests.filter(({ asked }) => asked.includes(id)) }))
    .toSorted((a, b) => a.by.length - b.by.length);
  const offs: Record<string, number> = {};
  const share = Math.max(SHARE, Math.ceil(tests.length / left.length));
  for (const { id, by } of left) {
    const free = by.filter(({ name }) => !(name in offs) && !tried.has(`${id} ${name}`));
    for (const { name } of free.slice(0, share)) {
      offs[name] = id;
      tried.add(`${id} ${name}`);
    }
  }
  return offs;
}
