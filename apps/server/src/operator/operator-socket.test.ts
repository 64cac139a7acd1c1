import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FastifyInstance, fastify } from 'fastify';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listenOnSocket } from './operator-socket.ts';

let folder: string;
let path: string;
const apps: FastifyInstance[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'brebaje-socket-'));
  path = join(folder, 'operator.sock');
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A server that answers with its name. */
function named(name: string): FastifyInstance {
  const app = fastify();
  app.get('/', async () => name);
  apps.push(app);
  return app;
}

function call(): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: path, path: '/', agent: false }, (response) => {
      response.setEncoding('utf8').on('data', resolve);
    });
    asked.on('error', reject).end();
  });
}

it('is open to its user only, and leaves nothing when it goes', async () => {
  const remove = await listenOnSocket(named('one'), path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await call()).toBe('one');
  await remove();
  expect(readdirSync(folder)).toEqual([]);
});

it('takes the place of what a killed server has left', async () => {
  writeFileSync(path, '');
  await listenOnSocket(named('one'), path);
  expect(await call()).toBe('one');
});

it('is that of the latest of several servers, and stays when another one goes', async () => {
  const removeFirst = await listenOnSocket(named('one'), path);
  await listenOnSocket(named('two'), path);
  await removeFirst();
  await apps[0]?.close();
  expect(await call()).toBe('two');
});

it('leaves what else is made meanwhile as it is wanted', async () => {
  const listening = Promise.all(['a', 'b'].map((name) => listenOnSocket(named(name), path)));
  const made = (name: string) => {
    mkdirSync(join(folder, name), { mode: 0o700 });
    return statSync(join(folder, name)).mode & 0o777;
  };
  expect(made('meanwhile')).toBe(0o700);
  await listening;
  expect(made('later')).toBe(0o700);
});

it('lets servers start at the same moment', async () => {
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => listenOnSocket(named(name), path)));
  expect(readdirSync(folder)).toEqual(['operator.sock']);
  expect(['a', 'b', 'c', 'd']).toContain(await call());
});
