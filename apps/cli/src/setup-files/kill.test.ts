import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePlace, type Place } from '../testing/run-cli.ts';

/** Large enough to be interrupted, and quick enough for a test. */
const POWER = '11';

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  expect((await place.run(['powersoftau', 'new', 'bn128', POWER, 'pot.ptau'])).code).toBe(0);
});
afterAll(() => place.remove());

const contribute = ['powersoftau', 'contribute', 'pot.ptau', 'next.ptau'];
const names = async () => (await readdir(place.folder)).filter((name) => /ptau/.test(name)).sort();

test('Ctrl-C in the middle leaves nothing', async () => {
  const ended = await place.run(contribute, {
    watch: (err, interrupt) => {
      if (err.includes('Checking and computing')) interrupt();
    },
  });
  expect(ended).toMatchObject({
    code: 130,
    err: expect.stringContaining('no file is left half-written'),
  });
  expect(await names()).toEqual(['pot.ptau']);
});

test('a kill in the middle leaves no file of that name, and the next run makes it', async () => {
  const bin = fileURLToPath(new URL('../../bin/brebaje.js', import.meta.url));
  const child = spawn(process.execPath, [bin, ...contribute, '--threads', '1'], { cwd: place.folder });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    if (err.includes('Checking and computing')) child.kill('SIGKILL');
  });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  const [part, ...others] = await names();
  expect([part, others]).toEqual([expect.stringMatching(/^next\.ptau\.[0-9a-f]{8}\.part$/), ['pot.ptau']]);
  await rm(join(place.folder, part!));
  expect((await place.run(contribute)).code).toBe(0);
  expect(await names()).toEqual(['next.ptau', 'pot.ptau']);
});

test('what somebody adds to the randomness is nowhere to be seen', async () => {
  const secret = 'a very secret text';
  const ended = await place.run(
    ['powersoftau', 'contribute', 'pot.ptau', 'secret.ptau', '--entropy-file', '-'],
    { input: secret, env: { BREBAJE_DEBUG: '1' } },
  );
  expect(ended.code).toBe(0);
  expect(ended.out + ended.err).not.toContain(secret);
  expect((await readFile(join(place.folder, 'secret.ptau'))).includes(secret)).toBe(false);
  const refused = await place.run([...contribute, '--force', `--entropy=${secret}`]);
  expect(refused).toMatchObject({
    code: 2,
    err: expect.stringContaining('use --entropy-file PATH or type it'),
  });
  expect(refused.err).not.toContain(secret);
});
