import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { credentialFolder, privateFolder } from '../folders.ts';
import { writeWhole } from '../write-file.ts';

/** A session that `brebaje login` got. */
export interface ServerSession {
  sessionId: string;
  /** How the person is called there. */
  name: string;
}

interface Kept {
  /** The server that commands speak to when none is named: the one signed in to last. */
  current?: string;
  servers: Record<string, ServerSession>;
}

/** Sessions by server, in one file for the owner only, under XDG_CONFIG_HOME. */
export class ServerSessions {
  readonly #path: string;
  constructor(env: Record<string, string | undefined>) {
    this.#path = join(dirname(credentialFolder(env)), 'sessions.json');
  }

  async current(): Promise<string | undefined> {
    return (await this.#read()).current;
  }

  async find(server: string): Promise<ServerSession | undefined> {
    return (await this.#read()).servers[server];
  }

  async keep(server: string, session: ServerSession): Promise<void> {
    const kept = await this.#read();
    kept.servers[server] = session;
    kept.current = server;
    await this.#write(kept);
  }

  async forget(server: string): Promise<void> {
    const kept = await this.#read();
    delete kept.servers[server];
    if (kept.current === server) delete kept.current;
    if (Object.keys(kept.servers).length === 0) await rm(this.#path, { force: true });
    else await this.#write(kept);
  }

  async #read(): Promise<Kept> {
    const text = await readFile(this.#path, 'utf8').catch(() => '{}');
    try {
      const kept = JSON.parse(text) as Partial<Kept>;
      return { ...(kept.current ? { current: kept.current } : {}), servers: { ...kept.servers } };
    } catch {
      return { servers: {} };
    }
  }

  async #write(kept: Kept): Promise<void> {
    await privateFolder(dirname(this.#path));
    await writeWhole(this.#path, `${JSON.stringify(kept, null, 2)}\n`, 0o600);
  }
}
