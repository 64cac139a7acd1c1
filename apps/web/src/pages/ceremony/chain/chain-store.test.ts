import { expect, it } from 'vitest';
import { ChainStore, type Link } from './chain-store.ts';

/** A server with so many contributions, of which the first `adopted` have no row. */
function stage(length: number, adopted = 0) {
  const server = { length, asked: [] as string[], down: false };
  const read = async (path: string) => {
    server.asked.push(path);
    if (server.down) throw new Error('down');
    const query = new URL(path, 'http://x').searchParams;
    const all = Array.from({ length: server.length - adopted }, (_, index) => adopted + index + 1);
    if (query.get('sort') === '-id') all.reverse();
    const from = Number(query.get('after') ?? 0);
    const items = all.slice(from, from + Number(query.get('limit')));
    const end = from + items.length;
    return {
      items: items.map((position) => ({ position }) as Link),
      total: all.length,
      ...(end < all.length ? { next: String(end) } : {}),
    };
  };
  const store = new ChainStore(read, 3, length);
  const settled = async () => {
    for (let turns = 0; turns < 50; turns++) await new Promise((done) => setImmediate(done));
  };
  const has = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => store.get(from + index)?.position === from + index);
  return { server, store, settled, has };
}

it('reads only what is looked at, from the nearer end', async () => {
  const { server, store, settled, has } = stage(5_000);
  store.want(4_950, 5_003);
  await settled();
  expect(has(4_950, 5_000)).not.toContain(false);
  expect(server.asked).toEqual(['/contributions?circuitId=3&sort=-id&limit=100']);
  store.want(1, 20);
  await settled();
  expect(has(1, 20)).not.toContain(false);
  expect(server.asked).toHaveLength(2);
  store.want(350, 380);
  await settled();
  expect(has(350, 380)).not.toContain(false);
  expect(server.asked.slice(2).every((path) => path.includes('sort=id'))).toBe(true);
});

it('reads what is new, and nothing twice', async () => {
  const { server, store, settled, has } = stage(120);
  store.want(1, 120);
  await settled();
  const asked = server.asked.length;
  server.length = 123;
  store.grow(123);
  store.want(1, 124);
  await settled();
  expect(has(1, 123)).not.toContain(false);
  expect(server.asked.slice(asked)).toEqual(['/contributions?circuitId=3&sort=-id&limit=3']);
});

it('closes the gap that a long sleep left', async () => {
  const { server, store, settled, has } = stage(100);
  store.want(50, 100);
  await settled();
  server.length = 650;
  store.grow(650);
  store.want(90, 650);
  await settled();
  expect(has(90, 650)).not.toContain(false);
});

it('stops where there is nothing to have', async () => {
  const { server, store, settled } = stage(40, 12);
  store.want(1, 40);
  await settled();
  expect(store.get(12)).toBeUndefined();
  expect(store.get(13)).toBeDefined();
  const asked = server.asked.length;
  store.want(1, 12);
  await settled();
  expect(server.asked).toHaveLength(asked);
});

it('tries again when the server is back', async () => {
  const { server, store, settled } = stage(10);
  server.down = true;
  store.want(1, 10);
  await settled();
  server.down = false;
  store.want(1, 10);
  await settled();
  expect(store.get(10)).toBeDefined();
});
