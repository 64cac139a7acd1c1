/** Writes the pages of a server to a folder that any host of files can show. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exchange, jsonOf } from '@brebaje/client/exchange';
import { realSurroundings } from '@brebaje/client/surroundings';
import { PAGES } from '@brebaje/protocol/routes';
import { type WellKnown, wellKnownSchema } from '@brebaje/protocol/wire';
import { openPages } from '@brebaje/server/pages/open-pages';
import { staticPages } from '@brebaje/server/pages/static-pages';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';
import { writeWhole } from '../write-file.ts';

export interface PagesOptions {
  server: string;
  at: string;
  pages?: string;
  json?: boolean;
}

/** @throws CommandError when the addresses are none, the server does not answer, or the folder is another's */
export async function writePages(folder: string, options: PagesOptions, shell: Shell): Promise<void> {
  const server = serverBase(options.server);
  const at = pathOf(options.at);
  const known = await askServer(server, shell);
  const storage = (known.storage ?? []).map((address) => new URL(address).origin);
  const built = await openPages(options.pages ?? null);
  if (built === null)
    throw new CommandError(EXIT.file, 'no pages come with this program', 'build them: npm start does');
  requireOwn(folder);
  const sources = new Map([...built].map(([path, { bytes }]) => [path, bytes]));
  const files = staticPages(sources, { server, storage, at });
  // Files of an earlier build are asked for by nobody.
  await rm(join(folder, 'assets'), { recursive: true, force: true });
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    await writeWhole(join(folder, path), bytes);
  }
  if (options.json)
    return shell.out(JSON.stringify({ ok: true, folder, files: files.size, server, storage }));
  shell.out(`${files.size} files for ${server} are in ${folder}`);
}

function serverBase(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash)
    throw new CommandError(EXIT.usage, `--server ${text} is no address of a server`, 'write https://…');
  return url.href.replace(/\/+$/, '');
}

function pathOf(text: string): string {
  if (!/^\/([\w.~-]+\/)*[\w.~-]*$/.test(text))
    throw new CommandError(EXIT.usage, `--at ${text} is no path`, 'write it as in /ceremony/');
  return text.endsWith('/') ? text : `${text}/`;
}

async function askServer(server: string, shell: Shell): Promise<WellKnown> {
  const answer = await exchange(realSurroundings(), {
    method: 'GET',
    url: server + PAGES.wellKnown,
    headerTimeout: 10_000,
    signal: shell.signal,
  }).catch((error: Error) => {
    throw new CommandError(EXIT.unreachable, `${server} cannot be reached: ${error.message}`);
  });
  const known = wellKnownSchema.safeParse(answer.status === 200 ? jsonOf(answer) : undefined);
  if (!known.success) throw new CommandError(EXIT.unreachable, `${server} is no Brebaje server`);
  return known.data;
}

/** Nobody's other files are written over. */
function requireOwn(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  if (existsSync(join(folder, 'index.html')) && existsSync(join(folder, '404.html'))) return;
  throw new CommandError(EXIT.file, `${folder} holds other files`, 'name an empty folder');
}
