import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { addr } from 'micro-eth-signer';
import type { DataFolder } from './data-folder.ts';
import { createPrivateFile } from './durable-files.ts';
import type { Db } from './open-store.ts';
import { getSetting, setSettingOnce } from './settings.ts';

/** Signs the receipts of one ceremony. */
export interface ReceiptKey {
  /** EIP-55. */
  address: string;
  /** 32 bytes. */
  privateKey: Uint8Array;
}

export interface Keys {
  /** Public half of the server's ed25519 log key: 32 bytes, hex. */
  readonly logPublicKey: string;
  /** An ed25519 signature of 64 bytes. */
  signLog(message: Uint8Array): Uint8Array;
  /** The receipt key of the ceremony with this slug; made the first time it is asked for. */
  receiptKey(slug: string): Promise<ReceiptKey>;
}

/** A key file that must not be used: of another kind, or open to others. */
export class KeyUnfit extends Error {
  override readonly name = 'KeyUnfit';
}

/** A key file is not the one whose public half the database has. The server must not start. */
export class KeyMismatch extends Error {
  constructor(file: string, expected: string, found: string | null) {
    super(
      found === null
        ? `${file} is missing, and the database knows its public half ${expected}: restore the file from a backup`
        : `${file} belongs to ${found}, the database expects ${expected}: restore the right file from a backup`,
    );
    this.name = 'KeyMismatch';
  }
}

/**
 * Opens the server's keys, files that only the owner may read; makes the log key at the first start. Every
 * key whose public half the database knows is checked now. Throws KeyMismatch.
 */
export async function openKeys(db: Db, folder: Pick<DataFolder, 'keys'>): Promise<Keys> {
  const log = await openKey(db, {
    path: join(folder.keys, 'log.pem'),
    setting: 'logKey',
    make: () => generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    read: readLogKey,
  });
  const receiptKey = (slug: string) =>
    openKey(db, {
      path: receiptKeyPath(folder.keys, slug),
      setting: `${RECEIPT_SETTING}${slug}`,
      make: makeReceiptKey,
      read: readReceiptKey,
    });
  const known = await db
    .selectFrom('setting')
    .select('key')
    .where('key', 'like', `${RECEIPT_SETTING}%`)
    .execute();
  const receiptKeys = new Map<string, ReceiptKey>();
  for (const { key } of known) {
    const slug = key.slice(RECEIPT_SETTING.length);
    receiptKeys.set(slug, (await receiptKey(slug)).key);
  }
  return {
    logPublicKey: log.public,
    signLog: (message) => sign(null, message, log.key),
    async receiptKey(slug) {
      const key = receiptKeys.get(slug) ?? (await receiptKey(slug)).key;
      receiptKeys.set(slug, key);
      return key;
    },
  };
}

const RECEIPT_SETTING = 'receiptKey:';

function receiptKeyPath(keys: string, slug: string): string {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(slug)) throw new TypeError(`'${slug}' is no slug`);
  return join(keys, `receipt-${slug}.key`);
}

interface KeyFile<K> {
  path: string;
  /** Where the database keeps the public half. */
  setting: string;
  make(): string;
  read(text: string): { key: K; public: string };
}

async function openKey<K>(
  db: Db,
  { path, setting, make, read }: KeyFile<K>,
): Promise<{ key: K; public: string }> {
  let expected = await getSetting(db, setting);
  let text = await readPrivate(path);
  if (text === undefined) {
    // A new key here would sign receipts that nobody can tie to the old ones.
    if (expected !== undefined) throw new KeyMismatch(path, expected, null);
    // Of several processes that share the folder one makes the file, and all read that one.
    await createPrivateFile(path, make());
    text = (await readPrivate(path))!;
  }
  let key: { key: K; public: string };
  try {
    key = read(text);
  } catch (cause) {
    throw new KeyUnfit(`${path} holds no key of the right kind`, { cause });
  }
  expected ??= await setSettingOnce(db, setting, key.public);
  if (expected !== key.public) throw new KeyMismatch(path, expected, key.public);
  return key;
}

async function readPrivate(path: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new KeyUnfit(`others may read ${path}: chmod 600 it, and replace it if that may have happened`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function readLogKey(text: string): { key: KeyObject; public: string } {
  const key = createPrivateKey(text);
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('not ed25519');
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  return { key, public: Buffer.from(x!, 'base64url').toString('hex') };
}

function makeReceiptKey(): string {
  for (;;) {
    const text = randomBytes(32).toString('hex');
    try {
      readReceiptKey(text);
      return `${text}\n`;
    } catch {
      // One in 2^128 is not below the order of secp256k1.
    }
  }
}

function readReceiptKey(text: string): { key: ReceiptKey; public: string } {
  const hex = text.trim().replace(/^0x/, '');
  if (!/^[0-9a-f]{64}$/i.test(hex)) throw new TypeError('not 32 bytes in hex');
  const privateKey = new Uint8Array(Buffer.from(hex, 'hex'));
  const address = addr.fromPrivateKey(privateKey);
  return { key: { address, privateKey }, public: address };
}
