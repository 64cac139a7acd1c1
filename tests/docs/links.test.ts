import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { anchorsOf, house, linksOf, page, pages } from './pages.ts';

it.each(pages())('every link of $path leads somewhere', (from) => {
  const dead = linksOf(from).filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path, anchor] = link.split('#');
    const target = path === '' ? from.path : join(dirname(from.path), path!);
    if (!existsSync(join(house, target))) return true;
    return anchor !== undefined && !anchorsOf(page(target)).has(anchor);
  });
  expect(dead).toEqual([]);
});

it('every page is reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const path of reached)
    if (path.endsWith('.md'))
      for (const link of linksOf(page(path)))
        if (!/^https?:/.test(link) && !link.startsWith('#'))
          reached.add(join(dirname(path), link.split('#')[0]!));
  expect(pages().filter(({ path }) => !reached.has(path))).toEqual([]);
});
