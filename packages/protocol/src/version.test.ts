import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { VERSION } from './version.ts';

const house = fileURLToPath(new URL('../../..', import.meta.url));
const manifests = globSync(['package.json', 'packages/*/package.json', 'apps/*/package.json'], {
  cwd: house,
});

it('is looked for in the manifest of every room', () => {
  expect(manifests.length).toBeGreaterThan(7);
});

it.each(manifests)('is the version that %s has, and wants of the other rooms', (path) => {
  const manifest = JSON.parse(readFileSync(join(house, path), 'utf8'));
  expect(manifest.version).toBe(VERSION);
  const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  for (const [name, version] of wanted)
    if (name.startsWith('@brebaje/')) expect([name, version]).toEqual([name, VERSION]);
});
