/** What befalls the server while nobody looks after it. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VerificationFault } from '@brebaje/server/verify/verification-client';
import { MINUTE, SECOND, type World } from './person.ts';

export interface Incident {
  name: string;
  /** Of the whole time, when it happens. */
  at: number;
  /** @param length how long it lasts, where it lasts */
  strike(world: World, length: number): Promise<void>;
}

const ctxOf = ({ server }: World) => server.running.application.ctx;

/** The longest that an incident lasts is an hour. */
export const INCIDENTS: readonly Incident[] = [
  {
    name: 'a check cannot run',
    at: 0.06,
    async strike(world) {
      world.server.scheme.failing = 3;
      failKzgChecks(world, 3);
    },
  },
  {
    name: 'the disk is full',
    at: 0.16,
    async strike(world, length) {
      const { blobs, parts } = ctxOf(world);
      const { put } = blobs;
      const putPart = parts.put;
      const full = () =>
        Promise.reject(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }));
      Object.assign(blobs, { put: full });
      Object.assign(parts, { put: full });
      world.server.freeDisk = 10;
      await world.life.sleep(length);
      Object.assign(blobs, { put });
      Object.assign(parts, { put: putPart });
      world.server.freeDisk = null;
    },
  },
  { name: 'the server is restarted', at: 0.36, strike: (world) => restart(world, 10 * MINUTE) },
  {
    name: 'the storage is away',
    at: 0.48,
    async strike(world, length) {
      const repair = ['blobs', 'parts', 'quarantine'].map((name) => block(world, name));
      await world.life.sleep(length);
      for (const undo of repair) undo();
    },
  },
  {
    name: 'checks fail three times in a row',
    at: 0.6,
    async strike(world) {
      const { db } = ctxOf(world).store;
      const halted = () => db.selectFrom('circuit').select('id').where('haltedAt', 'is not', null).execute();
      // Until a circuit has been halted by it, or nobody has anything checked.
      for (let waited = 0; waited < 60 * MINUTE && (await halted()).length === 0; waited += 4 * SECOND) {
        world.server.scheme.failing = 1_000;
        await world.life.sleep(4 * SECOND);
      }
      world.server.scheme.failing = 0;
    },
  },
  {
    name: 'the server is killed',
    at: 0.72,
    strike: (world) => restart(world, 3 * MINUTE, () => kill(world)),
  },
];

/** What a killed process does not do any more. */
async function kill(world: World): Promise<void> {
  const ctx = ctxOf(world);
  const killed = async () => {
    throw new Error('killed');
  };
  ctx.verifications.clear();
  ctx.store.transaction = killed;
  Object.assign(ctx.checkIns, { flush: async () => 0 });
  Object.assign(ctx.progress, { flush: async () => 0 });
}

/** Between two rounds, so that no request is lost half way in this process, which is ours as well. */
async function restart(world: World, away: number, before = async () => {}): Promise<void> {
  world.between.push(async () => {
    await before();
    await world.server.running.close();
    world.down = true;
  });
  await world.life.sleep(away);
  world.between.push(async () => {
    await world.server.restart();
    world.down = false;
  });
  await world.life.sleep(8 * SECOND);
}

/** Puts a file where a folder belongs: nothing can be written there or read. */
function block({ server }: World, name: string): () => void {
  const folder = join(server.config.data, name);
  renameSync(folder, `${folder}.away`);
  writeFileSync(folder, '');
  return () => {
    rmSync(folder);
    renameSync(`${folder}.away`, folder);
  };
}

/** The next checks of contributions to the KZG ceremony do not come back from their thread. */
function failKzgChecks(world: World, times: number): void {
  const { verification } = ctxOf(world);
  const { ask } = verification;
  let left = times;
  const failing: typeof ask = (request, options) => {
    if (request.kind !== 'verify' || left === 0) return ask(request, options);
    left -= 1;
    return Promise.reject(new VerificationFault('the thread ended'));
  };
  Object.assign(verification, { ask: failing });
}
