import type { Engine } from '@brebaje/curves/engine';
import { contribute, ReceivedStateError } from '@brebaje/kzg/contribute';
import { type BatchContribution, encodeContribution } from '@brebaje/kzg/contribution';
import { recoverEcdsa, signEcdsa } from '@brebaje/kzg/eip712';
import { EngineDisagreement } from '@brebaje/kzg/engine-disagreement';
import { secretsFromEntropy } from '@brebaje/kzg/secret';
import { formatSizes, sizesOf } from '@brebaje/kzg/sizes';
import { packState, stateOfContribution } from '@brebaje/kzg/state';
import { ClientError } from './client-error.ts';
import type { EarlySecrets } from './early-secrets.ts';
import { freshEntropy } from './entropy.ts';
import { hashOf } from './fingerprint.ts';

/** A state that was received, not yet trusted. */
export interface Base {
  received: BatchContribution;
  /** SHA-256 of the powers. */
  hash: string;
  /** As `parseSizes` reads them. */
  sizes: string;
}

/** A contribution ready to be posted. */
export interface Computed {
  /** contribution.json. */
  body: Uint8Array;
  baseHash: string;
  /** SHA-256 of the powers after it. */
  stateHash: string;
  subs: { numG1Powers: number; numG2Powers: number; potPubkey: Uint8Array }[];
}

/** What a computation needs besides the state. */
export interface ComputeOptions {
  /** What the person adds to the randomness; wiped by the caller. */
  extraEntropy?: Uint8Array | undefined;
  /** Signed with every secret by BLS; undefined: no such signature. */
  identity?: string | undefined;
  /** Ethereum key that signs the public keys (EIP-712). */
  ecdsaKey?: Uint8Array | undefined;
  /** Secrets whose public keys were signed before the turn. Where they do not fit, fresh ones are drawn. */
  early?: EarlySecrets | undefined;
  progress?: (done: number, total: number) => void;
}

/** The base of a contribution: its powers' hash and sizes. */
export function baseOf(received: BatchContribution): Base {
  const state = stateOfContribution(received);
  return { received, hash: hashOf(packState(state)), sizes: formatSizes(sizesOf(state.subs)) };
}

/**
 * Contributes with fresh secrets that exist only inside this call, or with those that were drawn to be signed. The
 * state is checked before it meets them, the result before it is returned. A signature that does not recover to the
 * identity's address over the result's public keys is left out. Throws STATE_INVALID or OUTPUT_INVALID.
 */
export async function compute(engine: Engine, base: Base, options: ComputeOptions = {}): Promise<Computed> {
  const early = options.early?.take(sizesOf(stateOfContribution(base.received).subs));
  const entropy = early ? [] : freshEntropy(base.received.contributions.length, options.extraEntropy);
  let done: BatchContribution;
  try {
    const secrets = early?.secrets ?? secretsFromEntropy(entropy);
    done = await contribute(engine, base.received, secrets, {
      ...(options.identity === undefined ? {} : { identity: options.identity }),
      ...(options.progress ? { progress: options.progress } : {}),
    });
  } catch (error) {
    throw asClientError(error);
  } finally {
    for (const bytes of entropy) bytes.fill(0);
  }
  if (early) done = withSignature(done, early.ecdsaSignature, options.identity);
  if (options.ecdsaKey) done = { ...done, ecdsaSignature: signEcdsa(done.contributions, options.ecdsaKey) };
  const state = stateOfContribution(done);
  return {
    body: encodeContribution(done, { signatures: 'as-set' }),
    baseHash: base.hash,
    stateHash: hashOf(packState(state)),
    subs: done.contributions.map(({ numG1Powers, numG2Powers, potPubkey }) => ({
      numG1Powers,
      numG2Powers,
      potPubkey,
    })),
  };
}

/** As the server would prune it. A wrong signature never costs a contribution. */
function withSignature(
  done: BatchContribution,
  ecdsaSignature: Uint8Array,
  identity: string | undefined,
): BatchContribution {
  const signer = recoverEcdsa(done.contributions, ecdsaSignature);
  return signer && `eth|${signer.toLowerCase()}` === identity ? { ...done, ecdsaSignature } : done;
}

function asClientError(error: unknown): unknown {
  if (error instanceof ReceivedStateError) {
    return new ClientError('STATE_INVALID', error.message, {
      serverCode: error.refusal.code,
      next: 'no secret was made and nothing was sent; tell the ceremony’s people',
      cause: error,
    });
  }
  if (error instanceof EngineDisagreement) {
    return new ClientError('OUTPUT_INVALID', error.message, {
      next: 'nothing was sent: run brebaje doctor, this machine may be broken',
      cause: error,
    });
  }
  return error;
}
