/** What a retiring sequencer hands to the next: a folder of three files. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { parseIdentity } from '@brebaje/kzg/identity';
import { verifyReceipt } from '@brebaje/kzg/receipt';
import type { SubSize } from '@brebaje/kzg/sizes';
import { z } from 'zod';
import { canonicalJson } from '../store/canonical-json.ts';
import { CommandRefused } from './ceremony-commands.ts';

export const HANDOVER_FILES = {
  /** Signed; names the other two by their SHA-256. */
  note: 'handover.json',
  transcript: 'transcript.json',
  /** One {@link HandedIdentity} a line. */
  identities: 'identities.jsonl',
} as const;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);

export const HandoverNote = z.strictObject({
  type: z.literal('brebaje/handover/v1'),
  ceremony: z.string(),
  title: z.string(),
  test: z.boolean(),
  sizes: z.array(z.strictObject({ g1: z.int(), g2: z.int() })),
  genesis: hash,
  /** SHA-256 of the packed powers after the last contribution. */
  head: hash,
  contributions: z.int().min(0),
  identities: z.int().min(0),
  manifest: hash.nullable(),
  /** Receipt addresses of every sequencer of this chain, the first one first; the last one signs. */
  addresses: z.array(address).min(1),
  transcript: hash,
  identitiesFile: hash,
  /** Milliseconds since 1970. */
  at: z.int(),
});
export type HandoverNote = z.infer<typeof HandoverNote>;

/** The note with its EIP-191 signature over the note's RFC 8785 bytes: 130 hex digits. */
export const SignedHandover = z.strictObject({
  note: HandoverNote,
  signature: z.string().regex(/^[0-9a-f]{130}$/),
});

export const HandedIdentity = z.strictObject({
  identity: z.string().refine((text) => {
    try {
      return parseIdentity(text).kind !== 'origin';
    } catch {
      return false;
    }
  }),
  status: z.enum(['DONE', 'CONTRIBUTED', 'TIMEDOUT', 'EXHUMED', 'WAITING']),
  cause: z.string().nullable(),
  /** Milliseconds since 1970, `forever`, or null: may come back. */
  barredUntil: z.union([z.int(), z.literal('forever'), z.null()]),
  /** Position of the accepted contribution. */
  position: z.int().min(1).nullable(),
});
export type HandedIdentity = z.infer<typeof HandedIdentity>;

/** The text that the retiring sequencer signs. */
export function handoverText(note: HandoverNote): string {
  return canonicalJson(note);
}

/** Whether the last address of the note signed it. */
export function isSigned({ note, signature }: z.infer<typeof SignedHandover>): boolean {
  return verifyReceipt(handoverText(note), signature, note.addresses.at(-1) ?? '');
}

export function sameSizes(a: readonly SubSize[], b: readonly SubSize[]): boolean {
  return (
    a.length === b.length && a.every((size, index) => size.g1 === b[index]?.g1 && size.g2 === b[index]?.g2)
  );
}

/** SHA-256 of a bundle's file of any length. Throws CommandRefused, see {@link openBundled}. */
export async function hashBundled(folder: string, name: string): Promise<string> {
  const sum = createHash('sha256');
  for await (const chunk of (await openBundled(folder, name)).createReadStream()) sum.update(chunk);
  return sum.digest('hex');
}

/**
 * Opens a file of a bundle to read it.
 * @throws CommandRefused when it is missing or no regular file: pipes and devices may have no end
 */
export async function openBundled(folder: string, name: string): Promise<FileHandle> {
  const path = join(folder, name);
  try {
    // Looked at before, because opening a device can have effects; and after, in case it was exchanged.
    if ((await lstat(path)).isFile()) {
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      if ((await file.stat()).isFile()) return file;
      await file.close();
    }
  } catch (error) {
    throw new CommandRefused(`${folder} is no handover: ${error instanceof Error ? error.message : error}`);
  }
  throw new CommandRefused(`${folder} is no handover: ${name} is no regular file`);
}
