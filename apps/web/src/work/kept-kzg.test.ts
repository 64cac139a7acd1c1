import { memoryWorkStore } from '@brebaje/client/testing/memory-work-store';
import { expect, it } from 'vitest';
import { dropKzg, keepKzg, keptKzg } from './kept-kzg.ts';

const turn = {
  base: { hash: 'b'.repeat(64) },
  credential: { identity: 'eth|0x1' },
  position: 3,
  sequencerAddress: '0x2',
  test: true,
} as Parameters<typeof keepKzg>[1];
const computed = {
  body: Uint8Array.of(1, 2, 3),
  baseHash: 'b'.repeat(64),
  stateHash: 's'.repeat(64),
  subs: [{ numG1Powers: 4, numG2Powers: 2, potPubkey: new Uint8Array(96).fill(5) }],
};

it('finds a finished contribution as it was kept, and none where it was damaged', async () => {
  const store = memoryWorkStore();
  expect(await keptKzg(store)).toBeUndefined();
  await keepKzg(store, turn, computed);
  const { body, subs, baseHash } = (await keptKzg(store))!;
  expect({ body, subs, baseHash }).toEqual({
    body: computed.body,
    subs: computed.subs,
    baseHash: turn.base.hash,
  });
  const [[name, note]] = [...store.notes] as [[string, string]];
  // What a machine leaves that lost its power, or somebody else's program.
  for (const damaged of ['', note.slice(0, 40), 'null', '{}', note.replace('"sha256":"', '"sha256":"0')]) {
    store.notes.set(name, damaged);
    expect(await keptKzg(store)).toBeUndefined();
  }
  store.notes.set(name, note);
  await dropKzg(store);
  expect([store.files.size, store.notes.size]).toEqual([0, 0]);
});
