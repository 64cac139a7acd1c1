/** A place where the commands of a page are run as they stand, against a real server of small sizes. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { freePort } from '../support/free-port.ts';
import { house, type Step } from './pages.ts';

/** The address that pages print where a reader puts the sequencer's. */
const SOME_ADDRESS = '0x1C5c8b1fD9e2c3a4B5d6E7f8091a2B3c4D5e6F70';

export interface Ran {
  code: number;
  out: string;
  err: string;
}

export interface Stage {
  /** The working folder of the commands. */
  folder: string;
  /** Stands for `/` where a page names folders of the machine. */
  root: string;
  env: Record<string, string>;
  url: string;
  operatorUrl: string;
  /** Signs the receipts of the first server that was started. */
  address: string;
  /** What the latest link that was printed has behind its #; `…` stands for it in a command. */
  token: string;
  /** The command with the stage's addresses and folders in it. */
  placed(command: string): string;
  run(command: string): Promise<Ran>;
  /** Starts a server by these words and waits until it says what to do next. */
  start(words: string): Promise<void>;
  stop(): Promise<void>;
  remove(): Promise<void>;
}

/** Lines that a page shows and the command did not print. */
export function missing({ prints }: Step, { out, err }: Ran, stage: Stage): string[] {
  const printed = stripVTControlCharacters(`${out}\n${err}`).split('\n');
  return prints.filter((line) => {
    const parts = stage
      .placed(line)
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const pattern = new RegExp(`^${parts.join('.*')}$`);
    return !printed.some((one) => pattern.test(one));
  });
}

function noteLink(stage: Stage, printed: string): void {
  stage.token = printed.match(/(?<=\/app\/join#)[a-z0-9]{26}/g)?.at(-1) ?? stage.token;
}

/** Makes a folder with what a clone has, a machine's folders, and the command on the path. */
export async function makeStage(): Promise<Stage> {
  const base = mkdtempSync(join(tmpdir(), 'brebaje-docs-'));
  const [folder, root, bin] = [join(base, 'clone'), join(base, 'root'), join(base, 'bin')];
  for (const path of [bin, join(folder, 'tools'), join(folder, 'out')]) mkdirSync(path, { recursive: true });
  for (const name of ['usr/local/bin', 'var/lib/private', 'mnt/backup', 'srv', 'opt', 'etc'])
    mkdirSync(join(root, name), { recursive: true });
  symlinkSync(join(root, 'var/lib/private/brebaje'), join(root, 'var/lib/brebaje'));
  clone(folder);
  // In place of the one file: the sources, by the same words.
  const stub = `#!/usr/bin/env node
import { main } from ${JSON.stringify(join(house, 'apps/cli/src/main.ts'))};
process.exitCode = await main(process.argv);\n`;
  writeFileSync(join(folder, 'out/brebaje.mjs'), stub);
  // What `npm start` builds first, the test run has built.
  for (const tool of ['bundle.ts', 'kernels.ts', 'pages.ts']) writeFileSync(join(folder, 'tools', tool), '');
  cpSync(join(folder, 'out/brebaje.mjs'), join(bin, 'brebaje.mjs'));
  chmodSync(join(bin, 'brebaje.mjs'), 0o755);
  symlinkSync('brebaje.mjs', join(bin, 'brebaje'));

  const [port, operatorPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const operatorUrl = `http://127.0.0.1:${operatorPort}`;
  let running: ChildProcess | undefined;
  const over = new AbortController();
  const stage: Stage = {
    folder,
    root,
    env: {
      HOME: base,
      // A page runs the same sources some thirty times.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(base, 'compiled'),
      PATH: [join(root, 'usr/local/bin'), bin, dirname(process.execPath), process.env.PATH].join(':'),
      BREBAJE_HOST: '127.0.0.1',
      BREBAJE_PORT: String(port),
      BREBAJE_OPERATOR_PORT: String(operatorPort),
      BREBAJE_PUBLIC_URL: url,
      BREBAJE_CEREMONY_SIZES: '4,3:8,3',
      BREBAJE_LOG_LEVEL: 'error',
      BREBAJE_THREADS: '1',
    },
    url,
    operatorUrl,
    address: SOME_ADDRESS,
    token: '',
    placed: (command) =>
      command
        .replaceAll(/https:\/\/ceremony\.example\.org|http:\/\/localhost:3000/g, url)
        .replaceAll('http://127.0.0.1:9998', operatorUrl)
        .replaceAll(SOME_ADDRESS, stage.address)
        .replaceAll('/app/join#…', `/app/join#${stage.token}`)
        .replaceAll(/(?<![\w./-])\/(?=(etc|opt|usr\/local|var\/lib|mnt|srv)\/)/g, `${root}/`),
    run: (command) =>
      new Promise((resolve) => {
        execFile(
          'sh',
          ['-c', stage.placed(command)],
          // One that watches a whole ceremony runs as long as that takes.
          { cwd: folder, env: stage.env, signal: over.signal },
          (error, out, err) => {
            noteLink(stage, out);
            resolve({ code: error ? Number(error.code ?? 1) : 0, out, err });
          },
        );
      }),
    async start(words) {
      running = spawn('sh', ['-c', stage.placed(words)], {
        cwd: folder,
        env: stage.env,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      noteLink(stage, await untilServing(running));
      const status = (await (await fetch(`${url}/info/status`)).json()) as { sequencer_address: string };
      if (stage.address === SOME_ADDRESS) stage.address = status.sequencer_address;
    },
    async stop() {
      const child = running;
      running = undefined;
      if (!child || child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once('close', resolve));
      // The whole group: npm and its shell do not always pass a signal on.
      process.kill(-child.pid!, 'SIGINT');
      await ended;
    },
    async remove() {
      over.abort();
      await stage.stop();
      rmSync(base, { recursive: true, force: true });
    },
  };
  return stage;
}

/** What `npm start` and the operators' page take from a clone, with the dependencies of this one. */
function clone(folder: string): void {
  for (const name of ['launch.mjs', 'package.json', 'package-lock.json', 'deploy'])
    cpSync(join(house, name), join(folder, name), { recursive: true });
  for (const name of ['node_modules', 'apps', 'packages']) symlinkSync(join(house, name), join(folder, name));
  // Older than what is installed: nothing is to be installed again.
  utimesSync(join(folder, 'package-lock.json'), 0, 0);
}

function untilServing(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let told = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      told += text;
      if (told.includes('Ctrl-C')) resolve(told);
    });
    child.stdout!.resume();
    child.once('close', () => reject(new Error(`the server ended: ${told}`)));
  });
}
