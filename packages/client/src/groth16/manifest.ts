import type { CurveName } from '@brebaje/curves/engine';
import { sizesOf } from '@brebaje/groth16/curve';
import { ClientError } from '../client-error.ts';
import { hashOf } from '../fingerprint.ts';
import { isObject, printable } from '../plain.ts';

/** A circuit as the manifest fixed it. Hashes are SHA-256, hex. */
export interface PinnedCircuit {
  sequence: number;
  slug: string;
  curve: CurveName;
  /** Points of L and H, which every contribution changes. */
  points: number;
  /** The slim zkey that nobody has contributed to. */
  genesis: string;
}

/** What a contributor relies on: nothing that a server says later changes it. */
export interface PinnedCeremony {
  /** SHA-256 of the manifest's text: the ceremony's name. */
  manifest: string;
  slug: string;
  title: string;
  test: boolean;
  receiptAddress: string;
  /** In the order in which people go through them. */
  circuits: PinnedCircuit[];
}

/** Bytes of a slim zkey without contributions, rounded up. */
export function mostGenesisBytes({ curve, points }: PinnedCircuit): number {
  return points * sizesOf(curve).G1 + 4096;
}

/** A record has a name and a beacon of at most 1 KiB together, and points of less. */
const MOST_RECORD_BYTES = 4096;

/** Bytes of a slim zkey after `contributions` of them, rounded up. */
export function mostStateBytes(circuit: PinnedCircuit, contributions: number): number {
  return mostGenesisBytes(circuit) + contributions * MOST_RECORD_BYTES;
}

const HASH = /^[0-9a-f]{64}$/;
/** No circuit has more points: 2^28 constraints, and as many wires a few times over. */
const MOST_POINTS = 2 ** 32;

/**
 * Reads a manifest whose SHA-256 is `expected`. Throws STATE_INVALID when it is another one's, or not a Groth16
 * ceremony's.
 */
export function readManifest(text: string, expected: string): PinnedCeremony {
  const manifest = hashOf(new TextEncoder().encode(text));
  if (manifest !== expected.toLowerCase()) {
    throw invalid(`it has the hash ${manifest}, and ${printable(expected)} is expected`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid('it is no JSON');
  }
  if (!isObject(json) || json.type !== 'brebaje/manifest/v1' || json.scheme !== 'GROTH16')
    throw invalid('it is not that of a Groth16 ceremony');
  const { ceremony: slug, title, test, receiptAddress, circuits } = json;
  if (typeof slug !== 'string' || typeof title !== 'string' || !Array.isArray(circuits))
    throw invalid('it does not say what the ceremony is');
  if (typeof receiptAddress !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(receiptAddress))
    throw invalid('it does not say who signs receipts');
  const pinned = circuits.map(readCircuit).sort((a, b) => a.sequence - b.sequence);
  if (pinned.length === 0 || new Set(pinned.map((one) => one.slug)).size < pinned.length)
    throw invalid('its circuits are none');
  return {
    manifest,
    slug: printable(slug),
    title: printable(title),
    test: test === true,
    receiptAddress,
    circuits: pinned,
  };
}

function readCircuit(circuit: unknown): PinnedCircuit {
  const metadata = isObject(circuit) && isObject(circuit.metadata) ? circuit.metadata : {};
  const { sequence, slug, genesis } = isObject(circuit) ? circuit : {};
  const { curve, points } = metadata;
  if (curve !== 'bn254' && curve !== 'bls12-381') throw invalid('a circuit is over an unknown curve');
  if (typeof slug !== 'string' || !/^[\w-][\w.-]{0,127}$/.test(slug)) throw invalid('a circuit has no name');
  if (typeof genesis !== 'string' || !HASH.test(genesis)) throw invalid(`${slug} has no genesis`);
  if (!isCount(sequence, 2 ** 31) || !isCount(points, MOST_POINTS)) throw invalid(`${slug} has no size`);
  return { sequence, slug, curve, points, genesis };
}

function isCount(value: unknown, most: number): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= most;
}

function invalid(why: string): ClientError {
  return new ClientError('STATE_INVALID', `the ceremony's manifest is not the one to rely on: ${why}`, {
    next: 'nothing was sent; compare the hash with the one that the ceremony publishes elsewhere',
  });
}
