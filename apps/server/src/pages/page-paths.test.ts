import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CEREMONY_PAGES, GENERAL_PAGES } from './page-paths.ts';

const ROUTES = readFileSync(new URL('../../../web/src/routes.tsx', import.meta.url), 'utf8');
const ROUTE = /const (\w+) = createRoute\(\{\s*getParentRoute: \(\) => (\w+),\s*path: '([^']*)'/g;

it('are those of the pages, all of them and no others', () => {
  const paths = new Map([['root', '']]);
  for (const [, name, parent, path] of ROUTES.matchAll(ROUTE)) {
    const above = paths.get(parent!);
    expect(above, `${name} below ${parent}`).toBeDefined();
    paths.set(name!, `${above}/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1'));
  }
  expect(paths.size).toBe(ROUTES.split('= createRoute(').length);
  paths.delete('root');
  const served = [...GENERAL_PAGES, ...CEREMONY_PAGES.map((path) => `/c/$slug${path}`)];
  expect(new Set(paths.values())).toEqual(new Set(served));
});
