import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { invocation } from './invocation.ts';

const house = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const bin = `${house}/apps/cli/bin/brebaje.js`;

it.each([
  ['/usr/local/bin/brebaje', '/x', 'brebaje'],
  [bin, house, 'npm run brebaje --'],
  [bin, `${house}/docs`, 'npm run brebaje --'],
  [bin, '/x', `node ${bin}`],
  ['/opt/a b/brebaje.mjs', '/x', "node '/opt/a b/brebaje.mjs'"],
  ['brebaje.mjs', '/x', 'node /x/brebaje.mjs'],
  [undefined, '/x', 'brebaje'],
])('%s in %s is called by %s', (script, cwd, call) => {
  expect(invocation(script, cwd)).toBe(call);
});
