import { createPublicKey, verify } from 'node:crypto';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addr } from 'micro-eth-signer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { KeyMismatch, openKeys } from './keys.ts';
import type { Store } from './open-store.ts';
import { testStores } from './test-stores.ts';

describe.each(testStores())('keys on $name', ({ open }) => {
  let store: Store;
  let folder: DataFolder;
  beforeEach(async () => {
    store = await open();
    folder = await openDataFolder(mkdtempSync(join(tmpdir(), 'brebaje-keys-')));
  });
  afterEach(async () => {
    await store.close();
    folder.close();
    rmSync(folder.path, { recursive: true, force: true });
  });

  const file = (name: string) => join(folder.keys, name);

  it('makes keys once, in files that only the owner may read', async () => {
    const keys = await openKeys(store.db, folder);
    const receipt = await keys.receiptKey('kzg');
    expect(addr.fromPrivateKey(receipt.privateKey)).toBe(receipt.address);
    expect(await keys.receiptKey('kzg')).toBe(receipt);
    expect((await keys.receiptKey('other')).address).not.toBe(receipt.address);
    const names = readdirSync(folder.keys).sort();
    expect(names).toEqual(['log.pem', 'receipt-kzg.key', 'receipt-other.key']);
    for (const name of names) expect(statSync(file(name)).mode & 0o777).toBe(0o600);

    const again = await openKeys(store.db, folder);
    expect(again.logPublicKey).toBe(keys.logPublicKey);
    expect(await again.receiptKey('kzg')).toEqual(receipt);
  });

  it('signs the log with the key it shows', async () => {
    const keys = await openKeys(store.db, folder);
    const x = Buffer.from(keys.logPublicKey, 'hex').toString('base64url');
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    const message = Buffer.from('checkpoint');
    expect(verify(null, message, publicKey, keys.signLog(message))).toBe(true);
    expect(verify(null, Buffer.from('other'), publicKey, keys.signLog(message))).toBe(false);
  });

  it('gives several processes that start at once one key', async () => {
    const opened = await Promise.all(Array.from({ length: 5 }, () => openKeys(store.db, folder)));
    expect(new Set(opened.map(({ logPublicKey }) => logPublicKey)).size).toBe(1);
    const receipts = await Promise.all(opened.map((keys) => keys.receiptKey('kzg')));
    expect(new Set(receipts.map(({ address }) => address)).size).toBe(1);
    expect(readdirSync(folder.keys).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('does not start with another key than the database knows, or without it', async () => {
    const keys = await openKeys(store.db, folder);
    await keys.receiptKey('a');
    await keys.receiptKey('b');
    const kept = readFileSync(file('receipt-a.key'));
    renameSync(file('receipt-a.key'), file('receipt-x.key'));
    await expect(openKeys(store.db, folder)).rejects.toThrow(KeyMismatch);
    await expect(openKeys(store.db, folder)).rejects.toThrow('is missing');
    writeFileSync(file('receipt-a.key'), readFileSync(file('receipt-b.key')), { mode: 0o600 });
    await expect(openKeys(store.db, folder)).rejects.toThrow(KeyMismatch);
    writeFileSync(file('receipt-a.key'), kept);
    await openKeys(store.db, folder);
    rmSync(file('log.pem'));
    await expect(openKeys(store.db, folder)).rejects.toThrow(KeyMismatch);
    expect(readdirSync(folder.keys)).not.toContain('log.pem');
  });

  it('refuses key files that others may read or that hold no key', async () => {
    await openKeys(store.db, folder);
    chmodSync(file('log.pem'), 0o640);
    await expect(openKeys(store.db, folder)).rejects.toThrow('others may read');
    chmodSync(file('log.pem'), 0o600);
    writeFileSync(file('receipt-kzg.key'), 'f'.repeat(64), { mode: 0o600 });
    const keys = await openKeys(store.db, folder);
    await expect(keys.receiptKey('kzg')).rejects.toThrow('no key of the right kind');
    for (const slug of ['../log', 'A', '', 'a/b', 'a%'])
      await expect(keys.receiptKey(slug)).rejects.toThrow('no slug');
  });
});
