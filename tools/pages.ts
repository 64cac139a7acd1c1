/**
 * Builds the pages into apps/web/dist, where the server finds them: once, and again when something that they are made
 * of has changed. `npm start` and the test runner begin with it.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { emitKernels } from './kernels.ts';

const house = fileURLToPath(new URL('..', import.meta.url));
const web = join(house, 'apps/web');

/** Where the built pages are. */
const BUILT = join(web, 'dist');

/** Folders and files that the pages are made of. */
function sources(): string[] {
  const rooms = readdirSync(join(house, 'packages')).map((room) => join(house, 'packages', room, 'src'));
  const own = readdirSync(web)
    .filter((name) => name !== 'dist' && name !== 'node_modules')
    .map((name) => join(web, name));
  return [...rooms, ...own, join(house, 'package-lock.json')];
}

/** Milliseconds since 1970; folders count, because a file that was taken away is seen nowhere else. */
function latestChange(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  const within = readdirSync(path, { withFileTypes: true, recursive: true })
    .filter(({ name }) => !/\.(test|soak|bench)\.tsx?$/.test(name))
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
  return Math.max(mtimeMs, ...within);
}

function areFresh(): boolean {
  const document = join(BUILT, 'index.html');
  if (!existsSync(document)) return false;
  const built = statSync(document).mtimeMs;
  return sources().every((path) => latestChange(path) <= built);
}

/** Builds the pages into a folder, which is emptied first. */
async function buildInto(folder: string): Promise<void> {
  await emitKernels();
  // In a process of its own: the test runner's is no production, and libraries would be built for development.
  const args = ['build', web, '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, [join(house, 'node_modules/vite/bin/vite.js'), ...args], {
    env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
  });
}

/** Builds the pages unless they are newer than all that they are made of; where they are. */
export async function freshPages(): Promise<string> {
  if (areFresh()) return BUILT;
  console.error('Building the pages (about ten seconds; again only when something in them has changed)…');
  const began = new Date();
  // Whole or not at all: servers may be starting.
  const unfinished = join(house, 'out', `pages.${process.pid}`);
  const former = `${unfinished}.former`;
  mkdirSync(join(house, 'out'), { recursive: true });
  try {
    await buildInto(unfinished);
    // What changed while it was built is not in it.
    utimesSync(join(unfinished, 'index.html'), began, began);
    if (existsSync(BUILT)) renameSync(BUILT, former);
    renameSync(unfinished, BUILT);
  } finally {
    for (const folder of [unfinished, former]) rmSync(folder, { recursive: true, force: true });
  }
  return BUILT;
}

/** Tests that look at the built pages. */
const LOOKING = /[\\/]tests[\\/](pages[\\/]|pack\.)/;

/** What the test runner calls once before all tests: only some of them need pages, and they take a while. */
export default async function forTests(project: TestProject): Promise<void> {
  if (process.env.BREBAJE_TEST_PAGES) return;
  const named = process.argv.slice(2).filter((word) => word !== 'run' && !word.startsWith('-'));
  const { testFiles } = await project.globTestFiles(named);
  if (testFiles.some((path) => LOOKING.test(path))) await freshPages();
}

// Before `npm start`: the server runs with the pages that there are, or with plain ones.
if (import.meta.main) {
  await freshPages().catch((error: Error) => {
    console.error(`The pages could not be built: ${error.message}`);
  });
}
