/** The curves package as it is published, installed in an empty folder with the probe beside it. */
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformWithOxc } from 'vite';
import { packLibraries } from '../../tools/pack.ts';
import { install } from '../support/install.ts';

const source = fileURLToPath(new URL('probe.ts', import.meta.url));

/** A program, for runtimes that run files. Loads every module, and prints {@link Findings} as JSON. */
export const PROGRAM = 'program.js';
/** A module for pages. Leaves {@link Findings} in `window.findings`, or the error as text. */
export const PAGE = 'page.js';

/** Packs, installs and answers the folder, which is new. */
export async function installCurves(folder: string): Promise<string> {
  const tarballs = packLibraries(join(folder, 'out'), ['curves']);
  const into = join(folder, 'installed');
  mkdirSync(into);
  await install(into, ...Object.values(tarballs));
  const { code } = await transformWithOxc(readFileSync(source, 'utf8'), source);
  writeFileSync(join(into, 'probe.js'), code);
  writeFileSync(
    join(into, PROGRAM),
    `${importsOfAll(into)}
     import { probe } from './probe.js';
     console.log(JSON.stringify(await probe()));`,
  );
  writeFileSync(
    join(into, PAGE),
    `import { probe } from './probe.js';
     probe().catch(String).then((findings) => { globalThis.findings = findings; });`,
  );
  return into;
}

/** Every module that runs outside a page and a thread: none may need what is not installed. */
function importsOfAll(installed: string): string {
  const dist = join(installed, 'node_modules/@brebaje/curves/dist');
  return globSync('**/*.js', { cwd: dist })
    .filter((path) => !/browser|threads.thread\.js/.test(path))
    .map((path) => `import '@brebaje/curves/${path.slice(0, -3).replaceAll('\\', '/')}';`)
    .join('\n');
}

export type Change = (module: Uint8Array) => Uint8Array;

/** A copy of the installation whose emitted modules, as far as the pattern names them, were spoilt. */
export function spoil(installed: string, folder: string, modules: string, change: Change): string {
  cpSync(installed, folder, { recursive: true });
  for (const path of globSync(join(folder, 'node_modules/@brebaje/curves/emitted', modules))) {
    writeFileSync(path, change(readFileSync(path)));
  }
  return folder;
}
