/** What a contributor keeps of an accepted contribution: texts of files, the same whichever program writes them. */
import { VERSION } from '@brebaje/protocol/version';
import { attestation, contributionHash } from './attestation.ts';
import type { Computed } from './compute.ts';
import { circuitAttestation } from './groth16/attestation.ts';
import type { PinnedCeremony } from './groth16/manifest.ts';
import type { AcceptedCircuit } from './groth16/outcome.ts';
import type { Accepted } from './take-part.ts';

/** Contents of files. */
export interface KeptResult {
  /** The hash by which the contribution is known, hex. */
  hash: string;
  /** JSON: the signed text with its signature, and what it takes to find and check it later. */
  receipt: string;
  /** Markdown to publish. */
  attestation: string;
}

const SOFTWARE = `brebaje ${VERSION}, engine wasm`;

/** Of a KZG ceremony. `position`: contributions before it; undefined: the server did not say. */
export function kzgResult(
  { receipt, content }: Accepted,
  { baseHash, stateHash, subs }: Pick<Computed, 'baseHash' | 'stateHash' | 'subs'>,
  { position, test, time }: { position: number | undefined; test: boolean; time: Date },
): KeptResult {
  const number = position === undefined ? undefined : position + 1;
  const kept = { ...receipt, position: number, baseHash, stateHash, ...(test ? { test } : {}) };
  return {
    hash: contributionHash(receipt.receipt),
    receipt: textOf(kept),
    attestation: attestation({
      receipt,
      identity: content.identity,
      position,
      test,
      baseHash,
      stateHash,
      subs,
      software: SOFTWARE,
      time,
    }),
  };
}

/** Of one circuit; `page`: the ceremony's. */
export function circuitResult(accepted: AcceptedCircuit, ceremony: PinnedCeremony, page: string): KeptResult {
  const { content, receipt, work } = accepted;
  const { evidence, base } = work;
  return {
    hash: content.contributionHash,
    receipt: textOf({
      server: page,
      receiptAddress: ceremony.receiptAddress,
      ...receipt,
      circuit: content.circuit,
      position: content.position,
      base,
      evidence,
      ...(ceremony.test ? { test: true } : {}),
    }),
    attestation: circuitAttestation(accepted, ceremony, { page, software: SOFTWARE }),
  };
}

const textOf = (kept: object): string => `${JSON.stringify(kept, null, 2)}\n`;
