import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';

/**
 * How the person can call this command from another terminal in the same folder. `script` is `process.argv[1]`:
 * a linked bin is known by its name, the one file and the sources by their path.
 */
export function invocation(script: string | undefined, cwd: string): string {
  if (script === undefined) return 'brebaje';
  const name = basename(script);
  if (name === 'brebaje') return 'brebaje';
  const house = resolve(dirname(script), '..', '..', '..');
  const inHouse = cwd === house || cwd.startsWith(house + sep);
  if (name === 'brebaje.js' && inHouse && hasScript(house)) return 'npm run brebaje --';
  return `node ${quoted(resolve(cwd, script))}`;
}

function hasScript(house: string): boolean {
  const manifest = join(house, 'package.json');
  return existsSync(manifest) && 'brebaje' in (JSON.parse(readFileSync(manifest, 'utf8')).scripts ?? {});
}

function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
