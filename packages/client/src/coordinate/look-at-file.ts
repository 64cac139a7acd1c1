/** What a file of a circuit is, before it is sent anywhere: of which kind, for which curve, how large. */
import type { CurveName } from '@brebaje/curves/engine';
import { type ByteSource, blobSource, streamOf } from '@brebaje/groth16/files/source';
import { type CircuitSizes, sizesOfCircuit } from '@brebaje/groth16/plan/circuit-sizes';
import { openPtau } from '@brebaje/groth16/ptau/ptau';
import { PUBLISHED_PTAUS } from '@brebaje/groth16/ptau/published';
import { publicWires } from '@brebaje/groth16/r1cs/domain';
import { r1csInfo } from '@brebaje/groth16/r1cs/info';
import { openR1cs } from '@brebaje/groth16/r1cs/r1cs';
import { openZkey } from '@brebaje/groth16/zkey/zkey';
import { blake2b } from '@noble/hashes/blake2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** What a file says of itself; nothing about its points is known. */
export type LookedAt =
  | {
      readonly kind: 'r1cs';
      readonly curve: CurveName;
      readonly constraints: number;
      readonly wires: number;
      readonly publicWires: number;
      /** Of the phase 1 that it takes. */
      readonly power: number;
      readonly sizes: CircuitSizes;
    }
  | {
      readonly kind: 'ptau';
      readonly curve: CurveName;
      readonly power: number;
      readonly prepared: boolean;
      /** Of people: a beacon alone hides nothing. */
      readonly contributions: number;
    }
  | {
      /** Without a contribution, or the latest of a chain. */
      readonly kind: 'genesis' | 'zkey';
      readonly curve: CurveName;
      readonly domainSize: number;
      readonly wires: number;
      readonly contributions: number;
    }
  | { readonly kind: 'wasm' };

/** A browser's file, read where it lies. */
export function sourceOfFile(file: Blob): ByteSource {
  return blobSource(file);
}

/** A file that none of a circuit's begins like. */
export class UnknownFile extends Error {
  override readonly name = 'UnknownFile';
}

const MAGIC: Record<string, (source: ByteSource) => Promise<LookedAt>> = {
  '72316373': lookAtR1cs,
  '70746175': lookAtPtau,
  '7a6b6579': lookAtZkey,
  '0061736d': async () => ({ kind: 'wasm' }),
};

/**
 * Looks at a file by its first bytes, whatever it is called; all of an r1cs is read. Throws FileError for what is
 * wrong in it, and UnknownFile.
 */
export async function lookAtFile(source: ByteSource): Promise<LookedAt> {
  const begin = await source.read(0, Math.min(4, source.size));
  const look = MAGIC[bytesToHex(begin)];
  if (!look) throw new UnknownFile('this is no r1cs, ptau, zkey or wasm');
  return look(source);
}

async function lookAtR1cs(source: ByteSource): Promise<LookedAt> {
  const info = await r1csInfo(await openR1cs(source));
  return {
    kind: 'r1cs',
    curve: info.curve,
    constraints: info.nConstraints,
    wires: info.nWires,
    publicWires: publicWires(info),
    power: info.ptauPower,
    sizes: sizesOfCircuit(info),
  };
}

async function lookAtPtau(source: ByteSource): Promise<LookedAt> {
  const { header, prepared, records } = await openPtau(source);
  const { curve, power } = header;
  const people = records.filter(({ type }) => type === 'person');
  return { kind: 'ptau', curve, power, prepared, contributions: people.length };
}

async function lookAtZkey(source: ByteSource): Promise<LookedAt> {
  const { header, records } = await openZkey(source, { kind: 'whole', order: 'any' });
  const { curve, domainSize, nVars } = header;
  const contributions = records.list.length;
  return { kind: contributions === 0 ? 'genesis' : 'zkey', curve, domainSize, wires: nVars, contributions };
}

/** The power of a phase 1 that is published under this hash, of its file; undefined for any other. */
export function publishedPower(blake2b: string): number | undefined {
  return PUBLISHED_PTAUS.find((one) => one.blake2b === blake2b)?.power;
}

/** SHA-256 of a file, hex, and BLAKE2b-512 where that is wanted, in one pass. */
export async function hashesOf(
  source: ByteSource,
  { long, progress, signal }: { long: boolean; progress?: (done: number) => void; signal?: AbortSignal },
): Promise<{ sha256: string; blake2b: string | undefined }> {
  const short = sha256.create();
  const longer = long ? blake2b.create({ dkLen: 64 }) : undefined;
  let done = 0;
  for await (const bytes of streamOf(source)) {
    signal?.throwIfAborted();
    short.update(bytes);
    longer?.update(bytes);
    done += bytes.length;
    progress?.(done);
  }
  return { sha256: bytesToHex(short.digest()), blake2b: longer && bytesToHex(longer.digest()) };
}
