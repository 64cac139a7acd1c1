import { randomInt, randomUUID } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, EXIT } from '../../exit-codes.ts';
import { isAlive } from '../../is-alive.ts';

/** Runs that begin at once see each other, and try again at different times. */
const TRIES = 12;
const LONGEST_PAUSE = 100;

/**
 * Keeps a second run of the command off the work of this one. What a killed run left is taken over. The function
 * that is answered gives it up. Throws CommandError.
 *
 * Everybody writes a file of their own before they look for others: of two at least one sees the other. What is
 * removed is one's own or of a process that is gone, and its name is never used again.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  for (let left = TRIES; ; left--) {
    const mine = join(folder, `run.${process.pid}.${randomUUID()}`);
    await writeFile(mine, '', { flag: 'wx', mode: 0o600 });
    const giveUp = () => rm(mine, { force: true });
    const pid = await anotherIn(folder, mine);
    if (pid === undefined) return giveUp;
    await giveUp();
    if (left === 1)
      throw new CommandError(
        EXIT.usage,
        `another run of this command (process ${pid}) is at work for the same person`,
        'let it finish, or end it first; the work goes on',
      );
    await sleep(randomInt(LONGEST_PAUSE));
  }
}

/** A process that is alive and has its file here. */
async function anotherIn(folder: string, mine: string): Promise<number | undefined> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const pid = Number(/^run\.(\d{1,10})\.[0-9a-f-]{36}$/.exec(name)?.[1] ?? 0);
    if (pid === 0 || path === mine) continue;
    if (isAlive(pid)) return pid;
    await rm(path, { force: true });
  }
  return undefined;
}
