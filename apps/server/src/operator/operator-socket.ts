import { randomBytes } from 'node:crypto';
import { chmod, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What can listen: the part of a Fastify application that is needed here. */
interface Listener {
  listen(options: { path: string }): Promise<unknown>;
}

/**
 * Listens on a socket that only this user may open, in place of whatever has that name: one that a killed
 * server has left, or that of another server which shares the folder. Of several it is the latest that is
 * called. Resolves to a function that removes the socket if it is still this one.
 */
export async function listenOnSocket(app: Listener, path: string): Promise<() => Promise<void>> {
  // Under a name of its own first, no longer than the real one, and then renamed: servers that start at the
  // same moment do not meet, and there is never a socket with the wrong mode.
  const own = join(dirname(path), `.op-${randomBytes(4).toString('hex')}`);
  const before = process.umask(0o177);
  try {
    await app.listen({ path: own });
  } finally {
    process.umask(before);
  }
  await chmod(own, 0o600);
  const { ino } = await stat(own);
  await rename(own, path);
  return async () => {
    const there = await stat(path).catch(() => undefined);
    if (there?.ino === ino) await rm(path, { force: true });
  };
}
