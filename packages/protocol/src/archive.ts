/**
 * What a ceremony leaves behind as files: the shapes of an archive's documents, and the names of everything in it.
 * Names follow from what the documents say, and no document names a path.
 */
import { z } from 'zod';
import { shownAttestationSchema } from './rest/attestations.ts';
import { CEREMONY_STATUSES, SCHEMES } from './rest/ceremonies.ts';
import { secondsSchema } from './rest/common.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const blake2b = z.string().regex(/^[0-9a-f]{128}$/);
const size = z.int().min(0);
const id = z.int().min(1);

/** A name that is one file on every system: no separators, nothing hidden, nothing above. */
const PART = /^[A-Za-z0-9][A-Za-z0-9._-]{0,190}$/;
const fileName = z.string().regex(PART);

/** What no contribution changes, and where a genesis comes from, as manifest and circuit have it. */
export const groth16MetadataSchema = z.looseObject({
  curve: z.enum(['bn254', 'bls12-381']),
  wires: id.max(2 ** 32),
  publicWires: size.max(2 ** 32),
  domainSize: z
    .int()
    .min(2)
    .max(2 ** 28),
  points: size.max(2 ** 33),
  genesis: z.looseObject({ sha256, blake2b, state: sha256 }),
  immutable: z.looseObject({ sha256, size, hash: sha256 }),
  r1cs: z.looseObject({ sha256, size: size.optional() }).optional(),
  wasm: z.looseObject({ sha256, size: size.optional() }).optional(),
  /** Contributions from elsewhere that the chain goes on from. */
  adopted: z
    .looseObject({
      records: z
        .array(
          z.looseObject({
            position: id,
            type: z.enum(['person', 'beacon']),
            name: z.string().max(2048).optional(),
            contributionHash: blake2b,
          }),
        )
        .max(100_000),
      head: z.looseObject({ sha256, blake2b, state: sha256 }),
    })
    .optional(),
  phase1: z
    .looseObject({
      power: z.int().min(1).max(28),
      contributions: size,
      sha256,
      blake2b: blake2b.optional(),
      /** Whether the server has the file. */
      kept: z.boolean().optional(),
    })
    .optional(),
});
export type Groth16Metadata = z.output<typeof groth16MetadataSchema>;

export const archivedCircuitSchema = z.object({
  id,
  sequence: id,
  slug: fileName,
  metadata: z.record(z.string(), z.unknown()),
  genesis: sha256,
  head: sha256,
  contributions: size.max(1_000_000),
});
export type ArchivedCircuit = z.output<typeof archivedCircuitSchema>;

export const archivedArtifactSchema = z.object({
  name: fileName,
  kind: z.string().max(64),
  circuitId: id.optional(),
  sha256,
  size,
});
export type ArchivedArtifact = z.output<typeof archivedArtifactSchema>;

/** What a server says of a ceremony, as far as it is kept; the same names as in its answers. */
export const archivedCeremonySchema = z.object({
  id,
  slug: fileName,
  title: z.string().max(500),
  scheme: z.enum(SCHEMES),
  status: z.enum(CEREMONY_STATUSES),
  test: z.boolean(),
  createdAt: secondsSchema,
  openedAt: secondsSchema.optional(),
  closedAt: secondsSchema.optional(),
  drainedAt: secondsSchema.optional(),
  canceledAt: secondsSchema.optional(),
  finalizedAt: secondsSchema.optional(),
  receiptAddress: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
  manifestHash: sha256.optional(),
  about: z
    .object({ purpose: z.string().max(20_000).optional(), timeline: z.string().max(20_000).optional() })
    .optional(),
});

/** Which states of the chains are there: each, or the first and the last. */
const STATES = ['every', 'latest'] as const;
export type KeptStates = (typeof STATES)[number];

/** `ceremony.json` */
export const archiveSchema = z.object({
  type: z.literal('brebaje/archive/v1'),
  server: z.string().max(2048),
  states: z.enum(STATES),
  /** Whether everything is there and listed in SHA256SUMS; otherwise only what a verification needs. */
  whole: z.boolean(),
  ceremony: archivedCeremonySchema,
  circuits: z.array(archivedCircuitSchema).max(1000),
  artifacts: z.array(archivedArtifactSchema).max(5000),
});
export type Archive = z.output<typeof archiveSchema>;

/** `attestations.json`: what contributors to powers told of their contributions when the archive was made. */
export const archivedAttestationsSchema = z
  .array(z.object({ position: id, publicName: z.string().max(128), attestation: shownAttestationSchema }))
  .max(1_000_000);
export type ArchivedAttestations = z.output<typeof archivedAttestationsSchema>;

/** The manifest as far as it is relied on. */
export const manifestDocumentSchema = z.looseObject({
  type: z.literal('brebaje/manifest/v1'),
  scheme: z.enum(SCHEMES),
  ceremony: z.string(),
  circuits: z
    .array(
      z.looseObject({
        sequence: id,
        slug: z.string(),
        metadata: z.record(z.string(), z.unknown()),
        genesis: sha256,
      }),
    )
    .max(1000),
  beacon: z
    .looseObject({
      source: z.enum(['drand-quicknet', 'ethereum-slot']),
      notBefore: z.number().min(0).optional(),
      round: id.optional(),
      slot: id.optional(),
      exponent: z.int().min(10).max(63),
    })
    .nullable(),
  receiptAddress: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
});
export type ManifestDocument = z.output<typeof manifestDocumentSchema>;

const state = { sha256, state: sha256 };

/** `final.json`: what a ceremony of circuits ended with. */
export const finalSchema = z.object({
  type: z.literal('brebaje/groth16-final/v1'),
  manifest: sha256,
  beacon: z.discriminatedUnion('source', [
    z.object({
      source: z.literal('drand-quicknet'),
      round: id,
      randomness: sha256,
      signature: z.string().regex(/^[0-9a-f]{96}$/),
      exponent: z.int().min(10).max(63),
    }),
    z.looseObject({
      source: z.literal('ethereum'),
      slot: id,
      randomness: sha256,
      exponent: z.int().min(10).max(63),
    }),
  ]),
  circuits: z
    .array(
      z.object({
        slug: fileName,
        contributions: size,
        adopted: size.optional(),
        genesis: z.object(state),
        immutable: z.object({ sha256, size, hash: sha256 }),
        final: z.object({
          ...state,
          contributionHash: blake2b,
          whole: z.object({ name: fileName, sha256, blake2b, size }),
        }),
        files: z.array(z.object({ name: fileName, sha256, size })).max(20),
      }),
    )
    .max(1000),
});
export type FinalDocument = z.output<typeof finalSchema>;
export type FinalCircuit = FinalDocument['circuits'][number];

/** `circuits/<slug>/<slug>_00007…`; 0 is the genesis. */
const numbered = (slug: string, position: number): string =>
  `circuits/${slug}/${slug}_${String(position).padStart(5, '0')}`;

/** Where everything is, from the archive's folder. */
export const ARCHIVE_FILES = {
  ceremony: 'ceremony.json',
  manifest: 'manifest.json',
  events: 'events.jsonl',
  /** KZG: all of it but the setups. */
  transcript: 'transcript.json',
  /** KZG: of circuits each contribution's document has its own. */
  attestations: 'attestations.json',
  sums: 'SHA256SUMS',
  page: 'index.html',
  style: 'style.css',
  state: (slug: string, position: number) => `${numbered(slug, position)}.slim.zkey`,
  contribution: (slug: string, position: number) => `${numbered(slug, position)}.json`,
  /** What a chain from elsewhere had reached. */
  adopted: (slug: string) => `circuits/${slug}/${slug}_adopted.slim.zkey`,
  immutable: (slug: string) => `circuits/${slug}/${slug}.immutable.zkey`,
  r1cs: (slug: string) => `circuits/${slug}/${slug}.r1cs`,
  wasm: (slug: string) => `circuits/${slug}/${slug}.wasm`,
  /** By its SHA-256: circuits share it. */
  ptau: (sha256: string) => `phase1/${sha256}.ptau`,
  artifact: (name: string) => `result/${name}`,
  /** In the result of circuits. */
  final: 'final.json',
  last: (slug: string) => `${slug}_final.slim.zkey`,
  key: (slug: string) => `${slug}_vkey.json`,
  contract: (slug: string) => `${slug}_verifier.sol`,
} as const;

/** Whether a name is that of a file below a folder, on every system. */
export function isPathInside(path: string): boolean {
  return path.length <= 600 && path.split('/').every((part) => PART.test(part));
}
