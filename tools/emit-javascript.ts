/** Sources as the JavaScript that is published: Node does not strip types under node_modules, and takes time where it does. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const house = fileURLToPath(new URL('..', import.meta.url));

/**
 * Emits what lies at the paths, which are those of the repository, and all that it imports; in the folder it lies at the
 * same paths. Tests and what serves them are left out.
 */
export function emitJavaScript(folder: string, include: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'tsconfig.json');
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(house, 'tsconfig.build.json'),
      compilerOptions: { outDir: folder, typeRoots: [join(house, 'node_modules/@types')] },
      include: include.map((path) => join(house, path)),
    }),
  );
  execFileSync(process.execPath, [join(house, 'node_modules/typescript/bin/tsc'), '-p', config], {
    stdio: 'inherit',
  });
  renameUrls(folder);
}

/** `tsc` rewrites what is imported, but not the URLs by which bundlers find the scripts of threads. */
function renameUrls(folder: string): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.js')) continue;
    const code = readFileSync(join(folder, path), 'utf8');
    const replaced = code.replace(/(new URL\('\.[^']*)\.ts(', import\.meta\.url\))/g, '$1.js$2');
    if (replaced !== code) writeFileSync(join(folder, path), replaced);
  }
}

/** The paths in a part of a manifest, which are texts at any depth, by other names. */
export function renamed(value: unknown, rename: (path: string) => string): unknown {
  return typeof value === 'string'
    ? rename(value)
    : Object.fromEntries(
        Object.entries(value as object).map(([key, inner]) => [key, renamed(inner, rename)]),
      );
}
