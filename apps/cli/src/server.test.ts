import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePlace, type Place } from './testing/run-cli.ts';

const SERVE = [
  'serve',
  '--port',
  '0',
  '--operator-port',
  '0',
  '--ceremony-sizes',
  '8,3:16,3',
  '--log-level',
  'warn',
];

let place: Place;
let stop: () => Promise<number | null>;
let url = '';
let told = '';

beforeAll(async () => {
  place = await makePlace();
  // As if pages had been built: what matters here is that there are some.
  await mkdir(join(place.folder, 'pages'));
  await writeFile(join(place.folder, 'pages/index.html'), '<!doctype html>');
  const bin = fileURLToPath(new URL('../bin/brebaje.js', import.meta.url));
  const child = spawn(process.execPath, [bin, ...SERVE], {
    cwd: place.folder,
    env: {
      PATH: process.env.PATH,
      HOME: place.folder,
      BREBAJE_PAGES: join(place.folder, 'pages'),
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  stop = () => {
    child.kill('SIGINT');
    return ended;
  };
  url = await new Promise<string>((resolve, reject) => {
    child.on('close', () => reject(new Error(`the server ended: ${told}`)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      told += text;
      const found = /Watch +(\S+)/.exec(told);
      if (found && /Ctrl-C/.test(told)) resolve(found[1]!);
    });
  });
});
afterAll(async () => {
  await stop?.();
  await place?.remove();
});

it('says what to do next, and that it is a test', () => {
  expect(told).toContain('TEST');
  expect(told).toMatch(/Contribute +http:\/\/localhost:\d+\/c\/[a-z0-9-]+\/contribute\n/);
  expect(told).toMatch(/ {2,}node \S+brebaje.js contribute http:\/\/localhost:\d+\n/);
  expect(told).toContain(join(place.folder, 'brebaje-data'));
});

it('takes two contributors at once, each with a fresh key, and both are in the result', async () => {
  const ran = await Promise.all([
    place.run(['contribute', url, '--output', 'a', '--json']),
    place.run(['contribute', url, '--output', 'b', '--json']),
  ]);
  expect(ran.map(({ code }) => code)).toEqual([0, 0]);
  expect(new Set(ran.map(({ json }) => json.identity)).size).toBe(2);
  const verified = await place.run([
    'verify',
    url,
    '--receipt',
    'a/receipt.json',
    '--receipt',
    'b/receipt.json',
    '--json',
  ]);
  expect(verified).toMatchObject({ code: 0, json: { participants: 2, signed: { bls: 2, ecdsa: 2 } } });
  expect(await readFile(join(place.folder, 'a/attestation.md'), 'utf8')).toContain('(TEST)');
  expect(await readdir(join(place.folder, '.config/brebaje/credentials'))).toEqual([]);
});

it('goes on with the turn of an interrupted run', async () => {
  const first = await place.run(['contribute', url, '--threads', '1'], {
    watch: (err, interrupt) => {
      if (err.includes('Signed in')) interrupt();
    },
  });
  const identity = /eth\|0x[0-9a-f]{40}/.exec(first.err)![0];
  const second = await place.run(['contribute', url, '--json', '--output', 'c']);
  // Interrupted too late, it was done already: then there is nothing to go on with.
  if (first.code === 0) return;
  expect(first.code).toBe(130);
  expect(second).toMatchObject({ code: 0, json: { identity } });
});

it('refuses a second server on the same folder', async () => {
  const second = await place.run(SERVE);
  expect(second.code).toBe(3);
  expect(second.err).toContain('another server');
});

it('does not start on a folder with other things in it, and says what to do', async () => {
  await mkdir(join(place.folder, 'home'));
  await writeFile(join(place.folder, 'home', 'thesis.txt'), '');
  const ran = await place.run(['serve', '--data', 'home', '--port', '0', '--operator-port', '0']);
  expect(ran).toMatchObject({ code: 3, err: expect.stringContaining('choose an empty folder') });
});

it('prints the options as one writes them, the rules of the preset among them', async () => {
  const { out } = await place.run(['config', '--penalty', '90s']);
  expect(out).toMatch(/^check-in-interval +32s +\(preset kzg\)$/m);
  expect(out).toMatch(/^penalty +90s +\(--penalty\)$/m);
  expect(out).toMatch(/^github-created-before +2022-08-01T00:00:00Z /m);
  expect(out).toMatch(/^qualification +open +\(default\)$/m);
});

it('obeys the operator’s words', async () => {
  const reason = ['--reason', 'a test'];
  const words: [string[], RegExp][] = [
    [['pause', ...reason], /Paused/],
    [['resume', ...reason], /goes on/],
    [['amnesty', 'all', ...reason], /Let back in: 0/],
    [['export', 'setup.txt'], /setup.txt .*TEST/],
    [['backup', 'copy'], /signing keys/],
    [['drain', '--wait', ...reason], /drained/],
    [['handover', 'export', 'bundle'], /contributions/],
  ];
  for (const [args, told] of words) {
    const { code, out, err } = await place.run(args);
    expect({ args, code, out, err }).toMatchObject({ code: 0, out: expect.stringMatching(told) });
    if (args[0] === 'pause') expect((await place.run(['status', url])).out).toContain('It is paused');
  }
  expect((await readFile(join(place.folder, 'TEST-setup.txt'), 'utf8')).split('\n')[0]).toBe('8');
  const verified = await place.run(['export', 'verified.txt', '--from', url]);
  expect(verified.code).toBe(0);
  const [exported, again] = await Promise.all(
    ['TEST-setup.txt', 'verified.txt'].map((name) => readFile(join(place.folder, name), 'utf8')),
  );
  expect(again).toBe(exported);
  expect((await place.run(['export', 'setup.txt'])).code).toBe(14);
  expect((await place.run(['export', 'verified.txt', '--from', url])).code).toBe(12);
  expect((await place.run(['pause'])).code).toBe(2);
});

it('restores a backup into an empty folder only', async () => {
  const restored = await place.run(['restore', 'copy', '--data', 'again', '--json']);
  expect(restored).toMatchObject({ code: 0, json: { ok: true, folder: 'again' } });
  expect((await place.run(['restore', 'copy', '--data', 'again'])).code).toBe(12);
  expect((await place.run(['restore', 'nothing', '--data', 'other'])).code).toBe(12);
});
