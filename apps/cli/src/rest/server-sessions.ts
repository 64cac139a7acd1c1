import { createHash } from 'node:crypto';
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

/** An invitation's link that was used here, and what it gave. */
export interface UsedLink extends ServerSession {
  server: string;
  userId: number;
  identity: string;
  role: string;
  ceremony?: { id: number; slug: string };
  participantId?: number;
}

interface Kept {
  /** The server that commands speak to when none is named: the one signed in to last. */
  current?: string;
  servers: Record<string, ServerSession>;
  /** By the SHA-256 of their secrets: the same link goes on where it was used. */
  links: Record<string, UsedLink>;
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
    const ended = kept.servers[server]?.sessionId;
    delete kept.servers[server];
    for (const [hash, { sessionId }] of Object.entries(kept.links))
      if (sessionId === ended) delete kept.links[hash];
    if (kept.current === server) delete kept.current;
    await this.#write(kept);
  }

  async findLink(token: string): Promise<UsedLink | undefined> {
    return (await this.#read()).links[hashOf(token)];
  }

  async keepLink(token: string, link: UsedLink): Promise<void> {
    const kept = await this.#read();
    kept.links[hashOf(token)] = link;
    await this.#write(kept);
  }

  async #read(): Promise<Kept> {
    const text = await readFile(this.#path, 'utf8').catch(() => '{}');
    try {
      const kept = JSON.parse(text) as Partial<Kept>;
      const current = kept.current ? { current: kept.current } : {};
      return { ...current, servers: { ...kept.servers }, links: { ...kept.links } };
    } catch {
      return { servers: {}, links: {} };
    }
  }

  async #write(kept: Kept): Promise<void> {
    if (Object.keys(kept.servers).length + Object.keys(kept.links).length === 0)
      return rm(this.#path, { force: true });
    await privateFolder(dirname(this.#path));
    await writeWhole(this.#path, `${JSON.stringify(kept, null, 2)}\n`, 0o600);
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
