import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Computed } from '@brebaje/client/compute';
import { hashOf } from '@brebaje/client/fingerprint';
import { credentialFolder, pendingFolder, privateFolder } from './folders.ts';
import { isAlive } from './is-alive.ts';
import { writeWhole } from './write-file.ts';

/** Somebody's part in one ceremony, as it is kept between two runs of the command. */
export interface Part {
  id: string;
  /** Base of the sequencer's routes. */
  server: string;
  sessionId: string;
  identity?: string;
  /** Hex; only of a key that this program made. */
  privateKey?: string;
  sequencerAddress?: string;
  startedAt: number;
  /** Hash of the state that was exported for another machine. */
  exported?: string;
  /** Hash of the manifest that was seen first: another one is another ceremony. */
  manifest?: string;
  /** The process that works on it. */
  pid: number;
  /** What a finished contribution still needs to become a receipt and an attestation. */
  finished?: {
    baseHash: string;
    stateHash: string;
    /** SHA-256 of the contribution as it was kept; none: an earlier version kept it. */
    bodyHash?: string;
    position?: number;
    test: boolean;
    subs: Computed['subs'];
  };
}

/** Parts are kept under XDG_CONFIG_HOME, finished contributions under XDG_STATE_HOME, both for the owner only. */
export class Credentials {
  readonly #parts: string;
  readonly #pending: string;
  readonly #alive: (pid: number) => boolean;
  constructor(env: Record<string, string | undefined>, alive = isAlive) {
    this.#parts = credentialFolder(env);
    this.#pending = pendingFolder(env);
    this.#alive = alive;
  }

  newPart(
    server: string,
    credential: { sessionId: string; identity: string | undefined },
    now: number,
  ): Part {
    return {
      id: randomBytes(8).toString('hex'),
      server,
      sessionId: credential.sessionId,
      ...(credential.identity === undefined ? {} : { identity: credential.identity }),
      startedAt: now,
      pid: process.pid,
    };
  }

  async save(part: Part): Promise<void> {
    await privateFolder(this.#parts);
    await writeWhole(join(this.#parts, `${part.id}.json`), JSON.stringify(part, asHex), 0o600);
  }

  /** Keeps the contribution itself, before it is sent. */
  async keep(
    part: Part,
    computed: Computed,
    turn: { position: number | undefined; test: boolean },
  ): Promise<void> {
    const { position, test } = turn;
    const { baseHash, stateHash, subs } = computed;
    const bodyHash = hashOf(computed.body);
    const where = position === undefined ? {} : { position };
    part.finished = { baseHash, stateHash, bodyHash, subs, test, ...where };
    await privateFolder(this.#pending);
    await writeWhole(this.#bodyPath(part), computed.body, 0o600);
    await this.save(part);
  }

  /** The finished contribution of a part, when it is still there, and whole: a damaged one would cost the turn. */
  async body(part: Part): Promise<Uint8Array | undefined> {
    try {
      const body = new Uint8Array(await readFile(this.#bodyPath(part)));
      const hash = part.finished?.bodyHash;
      return hash === undefined || hash === hashOf(body) ? body : undefined;
    } catch {
      return undefined;
    }
  }

  async forget(part: Part): Promise<void> {
    await rm(join(this.#parts, `${part.id}.json`), { force: true });
    await rm(this.#bodyPath(part), { force: true });
  }

  /** The latest part at this server that no living process works on; of one person only, when named. */
  async unfinished(server: string, match: (part: Part) => boolean = () => true): Promise<Part | undefined> {
    let names: string[];
    try {
      await mkdir(this.#parts, { recursive: true, mode: 0o700 });
      await chmod(this.#parts, 0o700);
      names = await readdir(this.#parts);
    } catch {
      return undefined;
    }
    const parts: Part[] = [];
    for (const name of names.filter((file) => /^[0-9a-f]{16}\.json$/.test(file))) {
      const part = readPart(await readFile(join(this.#parts, name), 'utf8').catch(() => ''));
      if (part?.server === server && !this.#alive(part.pid) && match(part)) parts.push(part);
    }
    return parts.sort((a, b) => b.startedAt - a.startedAt)[0];
  }

  #bodyPath(part: Part): string {
    return join(this.#pending, `${part.id}.contribution.json`);
  }
}

function readPart(text: string): Part | undefined {
  try {
    const part = JSON.parse(text, fromHex) as Part;
    return typeof part.sessionId === 'string' && /^[0-9a-f]{16}$/.test(part.id) ? part : undefined;
  } catch {
    return undefined;
  }
}

function asHex(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value;
}

function fromHex(_key: string, value: unknown): unknown {
  const { hex } = (value ?? {}) as { hex?: unknown };
  return typeof hex === 'string' ? new Uint8Array(Buffer.from(hex, 'hex')) : value;
}
