import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { exchange } from '@brebaje/client/exchange';
import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import type { ExpectedKey } from '@brebaje/groth16/export/expected-key';
import { parseVerificationKey } from '@brebaje/groth16/export/parse-verification-key';
import type { Artifact } from '../ceremony/show.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { findCeremony } from '../rest/find-ceremony.ts';
import { named } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';

/** What names of verification keys among the files of a ceremony end in. */
const ENDING = '_vkey.json';

const MOST_BYTES = 16 << 20;
/** Folders below an archive, and files of all circuits of a ceremony. */
const DEEPEST = 4;
const MOST_FILES = 100_000;

/** The verification keys of a finalized ceremony, by the names of its circuits. Throws CommandError for none. */
export async function ceremonyKeys(what: string, shell: Shell): Promise<ExpectedKey[]> {
  const isFolder = (await lstat(what).catch(() => undefined))?.isDirectory() ?? false;
  const keys = isFolder ? await keysInFolder(what) : await keysOnServer(what, shell);
  if (keys.length > 0) return keys;
  throw new CommandError(EXIT.file, `there is no verification key of ${what}`, 'is the ceremony finalized?');
}

async function keysOnServer(what: string, shell: Shell): Promise<ExpectedKey[]> {
  const { client, ceremony } = await findCeremony(what, {}, shell);
  const path = `/ceremonies/${ceremony.id}/artifacts`;
  const { items } = (await client.call<{ items: Artifact[] }>({ method: 'GET', path })).body;
  const keys: ExpectedKey[] = [];
  for (const { name, sha256, url } of items.filter((one) => one.name.endsWith(ENDING))) {
    const { status, bytes } = await exchange(nodeSurroundings(), {
      method: 'GET',
      url: client.server + url,
      maxBytes: MOST_BYTES,
      signal: shell.signal,
    });
    if (status !== 200 || createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw new CommandError(EXIT.file, `${client.server} does not give ${name} as it says`);
    keys.push(await keyOf(name, Buffer.from(bytes).toString('utf8')));
  }
  return keys;
}

async function keysInFolder(folder: string): Promise<ExpectedKey[]> {
  const keys: ExpectedKey[] = [];
  for (const path of await filesBelow(folder, DEEPEST)) {
    if ((await lstat(path)).size > MOST_BYTES) continue;
    keys.push(await keyOf(path, await readFile(path, 'utf8')));
  }
  return keys;
}

async function filesBelow(folder: string, depth: number): Promise<string[]> {
  const found: string[] = [];
  for (const entry of (await readdir(folder, { withFileTypes: true })).slice(0, MOST_FILES)) {
    const path = join(folder, entry.name);
    if (entry.isFile() && entry.name.endsWith(ENDING)) found.push(path);
    if (entry.isDirectory() && depth > 0) found.push(...(await filesBelow(path, depth - 1)));
  }
  return found;
}

async function keyOf(path: string, text: string): Promise<ExpectedKey> {
  const name = basename(path).slice(0, -ENDING.length);
  return { name, key: await named(path, async () => parseVerificationKey(text)) };
}
