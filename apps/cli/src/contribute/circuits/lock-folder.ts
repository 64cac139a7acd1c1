import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError, EXIT } from '../../exit-codes.ts';

/**
 * Keeps a second run of the command off the work of this one. What a killed run left is taken over. The function
 * that is answered gives it up. Throws CommandError.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'run.pid');
  for (let attempt = 1; ; attempt++) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(String(process.pid)).finally(() => file.close());
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 3) throw error;
      const pid = Number(await readFile(path, 'utf8').catch(() => ''));
      if (isAlive(pid))
        throw new CommandError(
          EXIT.usage,
          `another run of this command (process ${pid}) is at work for the same person`,
          'let it finish, or end it first; the work goes on',
        );
      await rm(path, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
