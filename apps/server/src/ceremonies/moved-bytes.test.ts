import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordBlob } from '../store/blobs.ts';
import type { Store } from '../store/open-store.ts';
import { testStores } from '../store/test-stores.ts';
import { movedBytes } from './moved-bytes.ts';

describe.each(testStores())('what a participant moves, on $name', ({ open }) => {
  let store: Store;
  const [genesis, head] = ['a'.repeat(64), 'b'.repeat(64)];
  beforeEach(async () => {
    store = await open();
    await recordBlob(store.db, { hash: genesis, kind: 'state', size: 1_000, createdAt: 1 });
    await recordBlob(store.db, { hash: head, kind: 'state', size: 1_300, createdAt: 1 });
  });
  afterEach(() => store.close());

  const untouched = { metadata: '{}', genesisBlob: genesis, headBlob: genesis };
  const begun = { metadata: '{}', genesisBlob: genesis, headBlob: head };

  it('is the genesis while nobody has contributed to a circuit, and a state as well after that', async () => {
    const moved = (...circuits: (typeof begun)[]) => movedBytes(store.db, { scheme: 'GROTH16' }, circuits);
    expect(await moved(untouched)).toEqual({ download: 1_000, upload: 1_000 });
    expect(await moved(begun)).toEqual({ download: 2_300, upload: 1_300 });
    expect(await moved(begun, untouched)).toEqual({ download: 3_300, upload: 2_300 });
    expect(await moved()).toEqual({ download: 0, upload: 0 });
  });

  it('is as many bytes each way of powers', async () => {
    const metadata = JSON.stringify({ sizes: [{ g1: 4, g2: 3 }] });
    const { download, upload } = await movedBytes(store.db, { scheme: 'KZG' }, [{ ...begun, metadata }]);
    expect(download).toBe(upload);
    expect(download).toBeGreaterThan(7 * 48);
  });
});
