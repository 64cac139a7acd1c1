/**
 * What every npm script starts with. Plain JavaScript without dependencies, so that a machine with only
 * Node 20 and npm can run it before anything is installed: it installs the locked dependencies when they
 * are missing or older than the lockfile, then runs the command on the Node that came with them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const house = dirname(fileURLToPath(import.meta.url));
const inHouse = (...parts) => join(house, ...parts);
const vitest = inHouse('node_modules', 'vitest', 'vitest.mjs');

/** The command as one file, which the server offers to people who have no clone. */
const bundle = inHouse('out', 'brebaje.mjs');

/** Word after `npm run` → the programs to run one after another, each a list of arguments for Node. */
const COMMANDS = {
  start: (args) => [
    [inHouse('tools/pages.ts')],
    [inHouse('tools/bundle.ts')],
    [inHouse('apps/cli/bin/brebaje.js'), 'serve', ...args],
  ],
  brebaje: (args) => [[inHouse('apps/cli/bin/brebaje.js'), ...args]],
  test: (args) => [[vitest, 'run', ...args]],
  demo: (args) => [[inHouse('tools/demo.ts'), ...args]],
  bench: (args) => [[inHouse('bench/run.ts'), ...args]],
  soak: (args) => [[vitest, 'run', '--config', inHouse('vitest.soak.config.ts'), ...args]],
  kernel: (args) => [[inHouse('tools/kernel.ts'), ...args]],
  pack: (args) => [[inHouse('tools/pack.ts'), ...args]],
  check: () => [
    [inHouse('node_modules/@biomejs/biome/bin/biome'), 'check'],
    [inHouse('node_modules/typescript/bin/tsc'), '--noEmit', '-p', house],
    [inHouse('node_modules/knip/bin/knip.js')],
  ],
};

function fail(text) {
  console.error(text);
  process.exit(1);
}

/** npm writes its hidden lockfile last, so an interrupted installation counts as missing. */
function isInstalled() {
  const installed = inHouse('node_modules', '.package-lock.json');
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(inHouse('package-lock.json')).mtimeMs
  );
}

function install() {
  console.error('Installing the locked dependencies (once, about half a minute)…');
  const npm = process.env.npm_execpath;
  const [program, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const run = spawnSync(program, [...first, 'ci', '--loglevel=error'], {
    cwd: house,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: program === 'npm' && process.platform === 'win32',
  });
  if (run.status !== 0) fail('The installation failed; the lines above say why. Nothing was started.');
}

/** The Node that the root package depends on, or the running one where it is new enough. */
function modernNode() {
  const own = inHouse('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(own) && spawnSync(own, ['--version']).status === 0) return own;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  return fail(
    `Node ${process.versions.node} is too old, and the Node 24 among the dependencies is missing ` +
      '(were they installed with --ignore-scripts or --omit=dev?). Run `npm ci`, or use Node 22.18 or newer.',
  );
}

/** Said before the last of several programs, because nothing is to be seen until it is ready. */
const LAST = { start: 'Starting the server…' };

/** npm moves to the folder of package.json; files that a person names are where the person is. */
const { npm_lifecycle_event: script, INIT_CWD: personIn } = process.env;
const cwd = (script === 'brebaje' && personIn) || process.cwd();

function runOne(node, args) {
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd, stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code, signal) => resolve(signal === 'SIGINT' ? 130 : signal ? 1 : code));
  });
}

const [word, ...args] = process.argv.slice(2);
const programs = COMMANDS[word];
if (!programs) fail(`Unknown command. One of: ${Object.keys(COMMANDS).join(', ')}`);
if (Number(process.versions.node.split('.')[0]) < 20)
  fail('Brebaje needs Node 20 or newer to install itself.');
if (!isInstalled()) install();
const node = modernNode();
// Every worker thread reads a hundred source files: Node keeps what it made of them (module.enableCompileCache).
process.env.NODE_COMPILE_CACHE ??= inHouse('node_modules', '.cache', 'compiled');
// Programs started from here find this Node first.
process.env.PATH = `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`;
if (word === 'start') process.env.BREBAJE_BUNDLE ??= bundle;
// Pages are pictured for whoever works on them: who names a test file gets its pictures.
if (word === 'test' && args.length === 0) process.env.BREBAJE_PICTURES ??= '0';
const all = [[inHouse('tools/kernels.ts')], ...programs(args)];
for (const program of all) {
  if (program === all.at(-1) && LAST[word]) console.error(LAST[word]);
  const code = await runOne(node, program);
  if (code !== 0) process.exit(code ?? 1);
}
