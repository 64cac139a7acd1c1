import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Packed, pack } from '../tools/pack.ts';
import { cleanEnvironment, install } from './support/install.ts';

/** What is published, installed in empty folders and used: serve, contribute, verify. */

const folder = mkdtempSync(join(tmpdir(), 'brebaje-pack-'));
const inFolder = (name: string): string => {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
};

/** A Node of another release, from the registry; undefined where that cannot be had. */
async function otherNode(version: string): Promise<string | undefined> {
  try {
    const into = inFolder(`node-${version}`);
    await install(into, `node@${version}`);
    return join(into, 'node_modules/node/bin/node');
  } catch (error) {
    console.log(
      `skipped: Node ${version} cannot be installed here (${(error as Error).message.split('\n')[0]})`,
    );
    return undefined;
  }
}

const nodes: [string, string | undefined][] = [
  ['Node 24', process.execPath],
  ['Node 22', await otherNode('22.23.3')],
];

let packed: Packed;
let command: string;

beforeAll(async () => {
  packed = await pack(join(folder, 'out'));
  const installed = inFolder('installed');
  await install(installed, packed.tarballs.brebaje!);
  command = join(installed, 'node_modules/brebaje/brebaje.js');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a server and resolves to its URL once it says where it is. */
function serve(node: string, script: string, cwd: string): Promise<{ server: ChildProcess; url: string }> {
  const args = [
    'serve',
    '--port',
    '0',
    '--operator-port',
    '0',
    '--ceremony-sizes',
    '4,3:8,3',
    '--log-level',
    'silent',
  ];
  const server = spawn(node, [script, ...args], {
    cwd,
    env: cleanEnvironment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr!.on('data', (chunk: Buffer) => {
      said += chunk;
      const url = /Watch +(http\S+)/.exec(said)?.[1];
      if (url) resolve({ server, url });
    });
    server.on('exit', () => reject(new Error(`the server ended: ${said}`)));
  });
}

/** The built pages, with every file that their document loads. */
async function lookAtPages(url: string): Promise<void> {
  const document = await (await fetch(`${url}/c/kzg`)).text();
  expect(document).toContain('<div id="app">');
  const files = [...document.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path]) => path!);
  expect(files.filter((path) => /^assets\/.*\.(js|css)$/.test(path)).length).toBeGreaterThan(1);
  for (const path of files) {
    const file = await fetch(`${url}/${path}`);
    expect([path, file.status]).toEqual([path, 200]);
    expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(0);
  }
}

async function use(node: string, script: string, cwd: string): Promise<void> {
  const { server, url } = await serve(node, script, cwd);
  try {
    const run = (...args: string[]) =>
      JSON.parse(
        execFileSync(node, [script, ...args, '--json'], {
          cwd,
          env: cleanEnvironment,
          encoding: 'utf8',
          timeout: 300_000,
        })
          .trim()
          .split('\n')
          .at(-1)!,
      );
    run('contribute', url);
    expect(run('verify', url)).toMatchObject({ ok: true, participants: 1 });
    const offered = new Uint8Array(await (await fetch(`${url}/brebaje.mjs`)).arrayBuffer());
    expect(createHash('sha256').update(offered).digest('hex')).toBe(packed.bundle.sha256);
    expect(await (await fetch(`${url}/brebaje.mjs.sha256`)).text()).toContain(packed.bundle.sha256);
    await lookAtPages(url);
  } finally {
    server.removeAllListeners('exit');
    const ended = new Promise((resolve) => server.once('exit', resolve));
    if (server.exitCode === null) {
      server.kill('SIGTERM');
      await ended;
    }
  }
}

describe.each(nodes)('on %s', (name, node) => {
  it.skipIf(!node)('the installed package serves, contributes and verifies', { timeout: 400_000 }, () =>
    use(node!, command, inFolder(`package-${name.replace(' ', '-')}`)),
  );

  it.skipIf(!node)('the one file alone does the same', { timeout: 400_000 }, () => {
    const alone = inFolder(`alone-${name.replace(' ', '-')}`);
    cpSync(packed.bundle.path, join(alone, 'brebaje.mjs'));
    return use(node!, join(alone, 'brebaje.mjs'), alone);
  });

  it.skipIf(!node)('the libraries contribute and verify', { timeout: 400_000 }, async () => {
    const into = inFolder(`libraries-${name.replace(' ', '-')}`);
    await install(
      into,
      ...Object.entries(packed.tarballs)
        .filter(([key]) => key !== 'brebaje')
        .map(([, path]) => path),
    );
    writeFileSync(
      join(into, 'use.js'),
      `import { createWasmEngine } from '@brebaje/curves/wasm-engine';
       import { randomScalar } from '@brebaje/curves/scalar';
       import { contribute } from '@brebaje/kzg/contribute';
       import { contributionFromState, initialState } from '@brebaje/kzg/state';
       import { verifyContribution } from '@brebaje/kzg/verify';
       import '@brebaje/client/take-part';
       import '@brebaje/protocol/errors';
       import '@brebaje/ceremony/transitions';
       const engine = await createWasmEngine({ threads: 1 });
       const before = initialState([{ g1: 4, g2: 3 }]);
       const after = await contribute(engine, contributionFromState(before), [randomScalar()]);
       console.log((await verifyContribution(engine, before, after)).ok);
       await engine.close();`,
    );
    expect(
      execFileSync(node!, ['use.js'], { cwd: into, env: cleanEnvironment, encoding: 'utf8' }).trim(),
    ).toBe('true');
  });
});

it('an old Node is told what is missing', () => {
  const old = ['/usr/local/bin/node', '/usr/bin/node'].find((path) => {
    try {
      return execFileSync(path, ['--version'], { encoding: 'utf8' }).startsWith('v20.');
    } catch {
      return false;
    }
  });
  if (!old) return console.log('skipped: no Node 20 on this machine');
  const run = () => execFileSync(old, [command, '--version'], { encoding: 'utf8', stdio: 'pipe' });
  expect(run).toThrow(/needs Node 22\.18 or newer/);
});
