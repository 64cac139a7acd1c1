import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** Files that say in their comments that they are for Node. */
const NODE_ONLY = [
  'node-surroundings.ts',
  'transcript-file.ts',
  'archive/node-archive-folder.ts',
  'groth16/node-work-store.ts',
];

const folder = fileURLToPath(new URL('.', import.meta.url));
const shared = ['', 'archive/', 'groth16/', 'rest/', 'verify/']
  .flatMap((room) => readdirSync(folder + room).map((name) => room + name))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !NODE_ONLY.includes(name));

it.each(shared)('%s works in a browser', (name) => {
  const imports = [...readFileSync(folder + name, 'utf8').matchAll(/from '([^']+)'/g)].map(
    ([, from]) => from!,
  );
  const forbidden = imports.filter(
    (from) =>
      from.startsWith('node:') ||
      /(column|file)-(file|source|sink)$/.test(from) ||
      NODE_ONLY.some((one) => basename(one) === basename(from)),
  );
  expect(forbidden).toEqual([]);
});
