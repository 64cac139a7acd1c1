import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../main.ts';
import type { Shell } from '../shell.ts';
import type { Ran } from './rest-stage.ts';
import { testShell } from './test-shell.ts';

/** A folder with setup files, where commands run in this process. */
export interface FileStage {
  path(name: string): string;
  /** Words that begin with `./` are files of the folder. */
  run(words: string, shell?: Partial<Shell>): Promise<Ran>;
  /** The same, which must end well. */
  well(words: string): Promise<Ran>;
  /** Names in the folder. */
  names(): Promise<string[]>;
  remove(): Promise<void>;
}

export async function makeFileStage(): Promise<FileStage> {
  const folder = await mkdtemp(join(tmpdir(), 'brebaje-files-'));
  const path = (name: string) => join(folder, name);
  const run = async (words: string, given: Partial<Shell> = {}): Promise<Ran> => {
    const shell = testShell(given);
    const args = words.split(' ').map((word) => (word.startsWith('./') ? path(word.slice(2)) : word));
    const code = await main(['node', 'brebaje', ...args, '--threads', '1'], shell);
    const out = shell.outText();
    return {
      code,
      out,
      err: shell.errText(),
      get json() {
        return JSON.parse(out);
      },
    };
  };
  return {
    path,
    run,
    async well(words) {
      const ran = await run(words);
      if (ran.code !== 0) throw new Error(`${words} ended with ${ran.code}: ${ran.err}`);
      return ran;
    },
    names: async () => (await readdir(folder)).sort(),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
