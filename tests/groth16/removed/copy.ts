/** The package and the attacks in a folder of their own, with a switch at every check. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Site, withSwitches } from './sites.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Where checks are, in the package's src. */
const FOLDERS = [
  'container',
  'zkey',
  'r1cs',
  'ptau',
  'chain',
  'genesis',
  'verify',
  'beacon',
  'parameters.ts',
];

export interface Copy {
  readonly folder: string;
  readonly sites: readonly Site[];
}

/** Nothing of the working tree is changed. The caller removes the folder. */
export function copyWithSwitches(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'brebaje-removed-'));
  const target = join(folder, 'packages', 'groth16');
  const skip = (path: string) => !/node_modules|\/out\//.test(path.slice(ROOT.length));
  cpSync(join(ROOT, 'packages', 'groth16'), target, { recursive: true, filter: skip });
  cpSync(join(ROOT, 'tests', 'groth16'), join(folder, 'tests', 'groth16'), { recursive: true, filter: skip });
  for (const file of ['package.json', 'vitest.config.ts', 'tsconfig.json'])
    cpSync(join(ROOT, file), join(folder, file));
  linkModules(folder, target);

  const sites: Site[] = [];
  for (const file of FOLDERS.flatMap((name) => sources(join(target, 'src'), name))) {
    const path = join(target, 'src', file);
    const made = withSwitches(file, readFileSync(path, 'utf8'), sites.length);
    sites.push(...made.sites);
    writeFileSync(path, made.source);
  }
  return { folder, sites };
}

/** Every module of the house as it is, and this package from the copy. */
function linkModules(folder: string, copied: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@brebaje'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== '@brebaje') symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  for (const name of readdirSync(join(ROOT, 'node_modules', '@brebaje'))) {
    const from = name === 'groth16' ? copied : join(ROOT, 'node_modules', '@brebaje', name);
    symlinkSync(from, join(modules, '@brebaje', name));
  }
}

function sources(root: string, path: string): string[] {
  if (path.endsWith('.ts')) return /\.(test|soak)\.ts$|\.d\.ts$/.test(path) ? [] : [path];
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() || entry.name.endsWith('.ts') ? sources(root, join(path, entry.name)) : [],
  );
}
