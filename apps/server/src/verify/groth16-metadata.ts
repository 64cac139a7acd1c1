/** Groth16 circuits as they are stored: the genesis in two parts, slim and immutable. */
import { createHash } from 'node:crypto';
import type { CurveName } from '@brebaje/curves/engine';
import { immutableHash, stateHash } from '@brebaje/groth16/chain/state-hash';
import type { ByteSource } from '@brebaje/groth16/files/source';
import { immutablePart, slimPart } from '@brebaje/groth16/zkey/compose';
import { openZkey, pointCounts, type Zkey } from '@brebaje/groth16/zkey/zkey';
import { toHex } from '@brebaje/kzg/hex';
import type { CircuitSource } from '@brebaje/protocol/rest/circuit-source';
import type { Blobs } from '../store/blob-files.ts';
import type { AdoptedRecord, GenesisOrigin } from './verification-messages.ts';

/** A slim state of a chain: SHA-256 and BLAKE2b-512 of its bytes, and its stateHash. */
interface SlimState {
  sha256: string;
  blake2b: string;
  state: string;
}

/** Metadata of a Groth16 circuit, all of it part of the manifest. Hashes are hex. */
export interface Groth16Metadata extends Partial<GenesisOrigin> {
  phase1?: GenesisOrigin['phase1'] & {
    /** Whether its blob is here for everybody, or only its hashes. */
    kept: boolean;
  };
  /** For people. */
  name?: string;
  description?: string;
  /** How the circuit was compiled, as its coordinator says. */
  source?: CircuitSource;
  /** The circuit's program for provers: its blob. */
  wasm?: { sha256: string; size: number };
  /** Contributions from elsewhere, which this chain goes on from: verified whole, without receipts of ours. */
  adopted?: { records: AdoptedRecord[]; head: SlimState };
  curve: CurveName;
  wires: number;
  publicWires: number;
  domainSize: number;
  /** Points that each contribution changes. */
  points: number;
  /** The genesis in its slim form. */
  genesis: SlimState;
  /** What no contribution changes, a container of its own: its blob, and its immutableHash. */
  immutable: { sha256: string; size: number; hash: string };
}

/** Kind of the blobs that no contribution changes; everybody may read them. */
export const IMMUTABLE_KIND = 'immutable';

/** The blobs that a circuit's metadata names, but for its phase 1, which may be other circuits' as well. */
export function blobsNamedIn(metadata: unknown): { blobs: string[]; ptau: string | undefined } {
  const { genesis, immutable, r1cs, wasm, adopted, phase1 } = metadata as Partial<Groth16Metadata>;
  const named = [genesis, immutable, r1cs, wasm, adopted?.head];
  return { blobs: named.flatMap((blob) => blob?.sha256 ?? []), ptau: phase1?.sha256 };
}

/** SHA-256 of the blob that no contribution to a circuit changes; undefined for circuits of other schemes. */
export function immutableOf(metadata: unknown): string | undefined {
  return (metadata as Partial<Groth16Metadata> | null)?.immutable?.sha256;
}

/** A genesis whose bytes are stored. */
export interface StoredGenesis {
  slim: { hash: string; size: number };
  immutable: { hash: string; size: number };
  metadata: Groth16Metadata;
}

/** Stores a genesis, a whole zkey, in its two parts. Whether it is one is not looked at. Throws a FileError. */
export async function storeGenesis(blobs: Blobs, whole: ByteSource): Promise<StoredGenesis> {
  const zkey = await openZkey(whole);
  const { curve, nVars, nPublic, domainSize } = zkey.header;
  const counts = pointCounts(zkey.header);
  const { slim, state } = await storeSlim(blobs, zkey);
  const immutable = await blobs.put(immutablePart(zkey));
  return {
    slim,
    immutable,
    metadata: {
      curve,
      wires: nVars,
      publicWires: nPublic,
      domainSize,
      points: counts[8] + counts[9],
      genesis: state,
      immutable: {
        sha256: immutable.hash,
        size: immutable.size,
        hash: toHex(await immutableHash(zkey)),
      },
    },
  };
}

/** Stores what contributions change in a zkey, whole or slim. */
export async function storeSlim(
  blobs: Blobs,
  zkey: Zkey,
): Promise<{ slim: StoredGenesis['slim']; state: SlimState }> {
  const blake2b = createHash('blake2b512');
  for await (const bytes of slimPart(zkey)) blake2b.update(bytes);
  const slim = await blobs.put(slimPart(zkey));
  return {
    slim,
    state: {
      sha256: slim.hash,
      blake2b: blake2b.digest('hex'),
      state: toHex(await stateHash(zkey)),
    },
  };
}
