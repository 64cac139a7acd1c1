import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Credentials } from './credentials.ts';
import { credentialFolder, pendingFolder } from './folders.ts';
import { makePlace, type Place } from './testing/run-cli.ts';

let place: Place;
let env: Record<string, string>;
beforeEach(async () => {
  place = await makePlace();
  env = { XDG_CONFIG_HOME: join(place.folder, 'config'), XDG_STATE_HOME: join(place.folder, 'state') };
});
afterEach(() => place.remove());

const computed = {
  body: Uint8Array.of(1, 2, 3),
  baseHash: 'a',
  stateHash: 'b',
  subs: [{ numG1Powers: 4, numG2Powers: 2, potPubkey: new Uint8Array(96).fill(5) }],
};

it('finds what an earlier process left unfinished, finished contribution included', async () => {
  const keeper = new Credentials(env, () => false);
  const part = keeper.newPart('https://x', { sessionId: 's', identity: 'git|1|a' }, 5);
  await keeper.save(part);
  await keeper.keep(part, computed, { position: 3, test: true });
  const found = (await keeper.unfinished('https://x'))!;
  expect(found).toEqual(part);
  expect(await keeper.body(found)).toEqual(computed.body);
  expect(await keeper.unfinished('https://y')).toBeUndefined();
  // What is not as it was kept is computed again in the same turn.
  await writeFile(join(pendingFolder(env), `${part.id}.contribution.json`), computed.body.fill(0, 1, 2));
  expect(await keeper.body(found)).toBeUndefined();
  await keeper.forget(found);
  expect(await keeper.unfinished('https://x')).toBeUndefined();
  expect(await readdir(pendingFolder(env))).toEqual([]);
});

it('leaves alone what a living process works on, and takes the latest of the others', async () => {
  const keeper = new Credentials(env, (pid) => pid === 1);
  const times = [10, 30, 20];
  for (const [i, time] of times.entries()) {
    const part = keeper.newPart('https://x', { sessionId: `s${i}`, identity: undefined }, time);
    part.pid = time === 30 ? 1 : 2;
    await keeper.save(part);
  }
  expect((await keeper.unfinished('https://x'))?.startedAt).toBe(20);
});

it('keeps everything from others', async () => {
  const keeper = new Credentials(env);
  const part = keeper.newPart('https://x', { sessionId: 's', identity: undefined }, 5);
  await keeper.keep(part, computed, { position: undefined, test: false });
  for (const folder of [credentialFolder(env), pendingFolder(env)]) {
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder)) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    }
  }
});
