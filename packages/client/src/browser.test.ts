import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** Files that say in their comments that they are for Node. */
const NODE_ONLY = ['node-surroundings.ts', 'transcript-file.ts', 'check-transcript.ts'];

const folder = fileURLToPath(new URL('.', import.meta.url));
const shared = readdirSync(folder).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !NODE_ONLY.includes(name),
);

it.each(shared)('%s works in a browser', (name) => {
  const imports = [...readFileSync(folder + name, 'utf8').matchAll(/from '([^']+)'/g)].map(
    ([, from]) => from!,
  );
  const forbidden = imports.filter(
    (from) =>
      from.startsWith('node:') || /column-file$/.test(from) || NODE_ONLY.includes(from.replace('./', '')),
  );
  expect(forbidden).toEqual([]);
});
