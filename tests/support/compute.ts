/** Computes contributions without any of the checks that an honest client makes, so that tests can lie. */
import type { Engine } from '@brebaje/curves/engine';
import { bigIntToScalar, randomScalar } from '@brebaje/curves/scalar';
import { createWasmEngine } from '@brebaje/curves/wasm-engine';
import { signIdentity } from '@brebaje/kzg/bls-signature';
import { type BatchContribution, parseContribution } from '@brebaje/kzg/contribution';

let started: Promise<Engine> | undefined;

/** One engine for all who compute in a test file; its thread does not keep the process alive. */
export function engine(): Promise<Engine> {
  started ??= createWasmEngine({ threads: 1 });
  return started;
}

export interface ComputeOptions {
  /** 32 bytes each, little-endian; random ones without. Not wiped. */
  secrets?: Uint8Array[];
  /** Signs this identity with every secret. */
  identity?: string;
}

/** Multiplies what was handed out: power i of each sub-ceremony by secret^i. */
export async function compute(
  handedOut: string | BatchContribution,
  { secrets, identity }: ComputeOptions = {},
): Promise<BatchContribution> {
  const e = await engine();
  const received =
    typeof handedOut === 'string' ? parseContribution(new TextEncoder().encode(handedOut)) : handedOut;
  const one = bigIntToScalar(1n);
  const contributions = [];
  for (const [index, sub] of received.contributions.entries()) {
    const secret = secrets?.[index] ?? randomScalar();
    const times = async (group: 'G1' | 'G2', bytes: Uint8Array) =>
      e.encode(await e.powers(await e.decode(group, 'zcash', bytes), one, secret), 'zcash');
    contributions.push({
      ...sub,
      g1: await times('G1', sub.g1),
      g2: await times('G2', sub.g2),
      potPubkey: await e.encode(await e.scale(e.generator('G2'), secret), 'zcash'),
      blsSignature: identity === undefined ? null : await signIdentity(e, identity, secret),
    });
  }
  return { contributions, ecdsaSignature: null };
}
