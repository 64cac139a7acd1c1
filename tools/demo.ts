/**
 * `npm run demo`: a whole ceremony by the command alone, as people would type it. A server, three people who
 * take part at the same time at Ethereum's four sizes, the transcript verified, the setup exported.
 * `--sizes 4,3:8,3` makes it quick, `--people n` longer.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '3' },
    sizes: { type: 'string', default: '4096,65:8192,65:16384,65:32768,65' },
  },
});
const brebaje = fileURLToPath(new URL('../apps/cli/bin/brebaje.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'brebaje-demo-'));
const data = join(folder, 'data');
const began = Date.now();

const say = (text: string): void => {
  const seconds = String(Math.round((Date.now() - began) / 1000)).padStart(4);
  console.log(`${seconds} s  ${text}`);
};

function start(args: string[], onLine: (line: string) => void): ChildProcess {
  const child = spawn(process.execPath, [brebaje, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let rest = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line.trim() !== '') onLine(line.trim());
  });
  return child;
}

/** Runs a command to its end; its standard output. */
function run(args: string[], onLine: (line: string) => void = () => {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    const child = start(args, (line) => {
      lines.push(line);
      onLine(line);
    });
    let out = '';
    child.stdout!.on('data', (chunk: Buffer) => (out += chunk));
    child.on('exit', (code) => {
      if (code === 0) resolve(out);
      else reject(new Error(`brebaje ${args.join(' ')} ended with ${code}:\n${lines.slice(-5).join('\n')}`));
    });
  });
}

const serving = [
  'serve',
  '--data',
  data,
  '--port',
  '0',
  '--operator-port',
  '0',
  '--ceremony-sizes',
  values.sizes,
];
let server: ChildProcess | undefined;

async function demo(): Promise<void> {
  const url = await new Promise<string>((resolve, reject) => {
    server = start([...serving, '--log-level', 'silent'], (line) => {
      const found = /^Watch +(http\S+)/.exec(line)?.[1];
      if (found) resolve(found);
    });
    server.once('exit', () => reject(new Error('the server ended')));
  });
  say(`A server is up: ${url}`);

  const people = Array.from({ length: Number(values.people) }, (_, i) => `person ${i + 1}`);
  say(`${people.length} people come at the same time and wait in the lobby`);
  await Promise.all(
    people.map((person, i) =>
      run(['contribute', url, '--output', join(folder, `person-${i + 1}`)], (line) => {
        if (/^(It is our turn|Checking, comp|Uploaded|Accepted)/.test(line)) say(`  ${person}: ${line}`);
      }),
    ),
  );

  say('Verifying the whole transcript');
  const receipts = people.flatMap((_, i) => ['--receipt', join(folder, `person-${i + 1}`, 'receipt.json')]);
  const summary = await run(['verify', url, ...receipts]);
  say('Exporting the setup');
  const setup = join(folder, 'TEST-trusted_setup.txt');
  await run(['export', setup, '--data', data]);
  const sha256 = createHash('sha256').update(readFileSync(setup)).digest('hex');

  console.log(`\n${summary.trim()}\n`);
  console.log(`Trusted setup   ${setup}`);
  console.log(`                SHA-256 ${sha256}`);
  console.log(`Receipts        ${folder}/person-*/receipt.json`);
  console.log(
    `\n${people.length} contributions in ${Math.round((Date.now() - began) / 1000)} s. TEST: nobody should rely on this setup.`,
  );
}

try {
  await demo();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  server?.removeAllListeners('exit').kill('SIGTERM');
}
