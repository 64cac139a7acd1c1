import { chmod, mkdtemp, rename, rm, stat } from 'node:fs/promises';
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
  // In a folder of its own first, which only this user may enter, and then renamed: servers that start at the same
  // moment do not meet, and nobody sees a socket with the wrong mode. The path is no longer than the real one.
  const own = await mkdtemp(join(dirname(path), '.op'));
  let ino: number;
  try {
    const socket = join(own, 's');
    await app.listen({ path: socket });
    await chmod(socket, 0o600);
    ({ ino } = await stat(socket));
    await rename(socket, path);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
  return async () => {
    const there = await stat(path).catch(() => undefined);
    if (there?.ino === ino) await rm(path, { force: true });
  };
}
