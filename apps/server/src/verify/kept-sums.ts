/** The secret combination of a genesis, kept from one check to the next in a file that only the server reads. */
import { createHash, randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { ByteCursor } from '@brebaje/groth16/byte-cursor';
import { InfinityMap } from '@brebaje/groth16/chain/divided-points';
import type { GenesisSums } from '@brebaje/groth16/chain/genesis-sums';
import { COMBINATION_SEED_BYTES } from '@brebaje/groth16/chain/point-sums';
import { sizesOf } from '@brebaje/groth16/curve';
import type { Zkey } from '@brebaje/groth16/zkey/zkey';
import { renameDurably, syncFolder, writeDurably } from '../store/durable-files.ts';

/** Goes into the hash at the end, so that a file of another form is none of ours. */
const FORM = 'brebaje/genesis-sums/v1';
const HASH_BYTES = 32;

/** The sums of a genesis as they are kept at `path`, which is named after it, else as `compute` makes them, which are then kept. */
export async function keptSums(
  path: string,
  genesis: Zkey,
  compute: () => Promise<GenesisSums>,
): Promise<GenesisSums> {
  const found = await readFile(path).catch(() => undefined);
  const kept = found && parseSums(basename(path), new Uint8Array(found), genesis);
  if (kept) return kept;
  const sums = await compute();
  const temporary = `${path}.${randomUUID()}`;
  await writeDurably(temporary, (file) => file.writeFile(sumsBytes(basename(path), sums)));
  await renameDurably(temporary, path);
  return sums;
}

/** Whoever was refused has learned something about the seed: the next check draws another. */
export async function forgetSums(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncFolder(dirname(path));
}

function sumsBytes(name: string, { seed, l, h, infinities }: GenesisSums): Uint8Array {
  const content = Buffer.concat([seed, l, h, infinities.bits]);
  return Buffer.concat([content, hashOf(name, content)]);
}

/** Undefined when the file is damaged or of another genesis. */
function parseSums(name: string, bytes: Uint8Array, { header, records }: Zkey): GenesisSums | undefined {
  const { curve } = header;
  const { G1 } = sizesOf(curve);
  const { length } = InfinityMap.of(header).bits;
  const size = COMBINATION_SEED_BYTES + 2 * G1 + length;
  if (bytes.length !== size + HASH_BYTES) return undefined;
  if (!hashOf(name, bytes.subarray(0, size)).equals(bytes.subarray(size))) return undefined;
  const cursor = new ByteCursor(bytes, () => new RangeError('the file is too short'));
  return {
    header,
    circuitHash: records.circuitHash,
    seed: cursor.take(COMBINATION_SEED_BYTES),
    l: cursor.take(G1),
    h: cursor.take(G1),
    infinities: new InfinityMap(curve, cursor.take(length)),
  };
}

function hashOf(name: string, content: Uint8Array): Buffer {
  return createHash('sha256').update(FORM).update(name).update(content).digest();
}
