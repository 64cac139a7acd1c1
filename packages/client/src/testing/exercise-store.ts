import type { WorkStore } from '../groth16/work-store.ts';

/** What every work store does, wherever its files lie; runs in Node and in a page's worker. */
export async function exerciseStore(store: WorkStore): Promise<Record<string, unknown>> {
  const bytes = (length: number, first = 0) => Uint8Array.from({ length }, (_, i) => (first + i) & 255);
  const put = async (name: string, at: number, ...chunks: Uint8Array[]) => {
    const writer = await store.write(name, at);
    for (const chunk of chunks) await writer.write(chunk);
    await writer.close();
  };
  const read = async (name: string) => {
    const file = await store.open(name);
    const all = await file.read(0, file.size);
    await file.close();
    return [...all];
  };
  const refused = (work: Promise<unknown>) =>
    work.then(
      () => false,
      () => true,
    );
  const found: Record<string, unknown> = {};

  found.nothing = [await store.readNote('a.json'), await store.size('a'), await refused(store.open('a'))];
  await store.writeNote('a.json', 'once');
  await store.writeNote('a.json', 'tw\u00f6');
  found.note = await store.readNote('a.json');
  await store.remove('a.json');
  await store.remove('a.json');
  found.noteGone = await store.readNote('a.json');

  await put('1.x', 0, bytes(5), bytes(3, 5));
  found.written = [await store.size('1.x'), await read('1.x')];
  await put('1.x', 6, bytes(2, 100));
  found.wentOn = await read('1.x');
  await put('1.x', 3);
  found.cut = await read('1.x');
  await put('1.x', 0, bytes(2, 50));
  found.anew = await read('1.x');
  found.onNothing = await refused(store.write('2.x', 4));

  const writer = await store.write('3.part', 0);
  await writer.write(bytes(4));
  const reader = await store.open('3.part');
  await writer.write(bytes(4, 4));
  found.readOn = [...(await reader.read(2, 8))];
  await writer.close();
  await store.rename('3.part', '3');
  found.renamed = [[...(await reader.read(0, 8))], await store.size('3.part'), await store.size('3')];
  await put('3', 8, bytes(1, 8));
  found.together = [...(await reader.read(7, 9))];
  found.beyond = await refused(reader.read(8, 12));
  await put('4', 0, bytes(3, 70));
  await store.rename('4', '3');
  found.replaced = [await read('3'), [...(await reader.read(0, 2))]];
  await reader.close();

  const two = await Promise.all([store.open('3'), store.open('3')]);
  await store.remove('3');
  found.removed = [[...(await two[1]!.read(0, 3))], await store.size('3'), await refused(store.open('3'))];
  await put('3', 0, bytes(1, 9));
  found.again = [await read('3'), [...(await two[0]!.read(0, 1))]];
  for (const file of two) await file.close();
  await two[0]!.close();

  await put('m.0', 0, bytes(7));
  const moving = async (times: number, from: number) => {
    for (let i = from; i < from + times; i++)
      await Promise.all([store.rename(`m.${i}`, `m.${i + 1}`), store.used(), store.size(`m.${i}`)]);
  };
  const moved = await store.open('m.0');
  found.moving = [await refused(moving(20, 0))];
  await moved.close();
  found.moving = [...(found.moving as boolean[]), await refused(moving(20, 20))];
  await store.remove('m.40');

  await put('big', 0, ...Array.from({ length: 64 }, (_, i) => new Uint8Array(65_536).fill(i)));
  const big = await store.open('big');
  found.big = [big.size, [...(await big.read(65_534, 65_538))]];
  await big.close();
  found.used = await store.used();
  const hash = store.sha256();
  hash.update(bytes(1, 97));
  hash.update(bytes(2, 98));
  found.hash = hash.hex();
  found.badNames = await Promise.all(
    ['../a', 'A', '.x', 'a/b', ''].map((name) => refused((async () => store.writeNote(name, ''))())),
  );
  for (const name of ['1.x', '3', 'big']) await store.remove(name);
  found.empty = await store.used();
  return found;
}

/** What {@link exerciseStore} finds in a store as it should be. */
export const EXERCISED = {
  nothing: [undefined, undefined, true],
  note: 'tw\u00f6',
  noteGone: undefined,
  written: [8, [0, 1, 2, 3, 4, 5, 6, 7]],
  wentOn: [0, 1, 2, 3, 4, 5, 100, 101],
  cut: [0, 1, 2],
  anew: [50, 51],
  onNothing: true,
  readOn: [2, 3, 4, 5, 6, 7],
  renamed: [[0, 1, 2, 3, 4, 5, 6, 7], undefined, 8],
  together: [7, 8],
  beyond: true,
  replaced: [
    [70, 71, 72],
    [0, 1],
  ],
  removed: [[70, 71, 72], undefined, true],
  again: [[9], [70]],
  moving: [false, false],
  big: [64 * 65_536, [0, 0, 1, 1]],
  used: 2 + 1 + 64 * 65_536,
  hash: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  badNames: [true, true, true, true, true],
  empty: 0,
};
