import type { Engine } from '@brebaje/curves/engine';
import { ceremonyTypedData, recoverEcdsa, type SignedPart } from '@brebaje/kzg/eip712';
import { secretsFromEntropy } from '@brebaje/kzg/secret';
import type { SubSize } from '@brebaje/kzg/sizes';
import { freshEntropy } from './entropy.ts';

/** What a wallet is asked to sign by eth_signTypedData_v4. */
export type CeremonyTypedData = ReturnType<typeof ceremonyTypedData>;

/**
 * Secrets that are drawn before the turn, so that a wallet can sign their public keys while nobody waits for it
 * (EIP-712, as the ceremony page of 2023 asked for it).
 *
 * {@link compute} draws secrets inside the turn and overwrites them seconds later, and does so for everybody who
 * does not sign. What is signed are public keys, so these secrets exist from the signing on, in memory, for as long
 * as the waiting takes: a longer time for whoever reads the memory of the machine. They are therefore drawn no
 * earlier than somebody signs, are written nowhere, meet no state that was not checked, and serve once. Whoever
 * holds them wipes them when it comes to nothing.
 */
export class EarlySecrets {
  readonly #secrets: Uint8Array[];
  readonly #subs: SignedPart[];
  #signature: Uint8Array | undefined;

  private constructor(secrets: Uint8Array[], subs: SignedPart[]) {
    this.#secrets = secrets;
    this.#subs = subs;
  }

  /** Draws one for each sub-ceremony; `extra` is what the person adds to the randomness, wiped by the caller. */
  static async draw(engine: Engine, sizes: readonly SubSize[], extra?: Uint8Array): Promise<EarlySecrets> {
    const entropy = freshEntropy(sizes.length, extra);
    const secrets: Uint8Array[] = [];
    try {
      secrets.push(...secretsFromEntropy(entropy));
      const subs: SignedPart[] = [];
      for (const [index, { g1, g2 }] of sizes.entries()) {
        const key = await engine.scale(engine.generator('G2'), secrets[index]!);
        subs.push({ numG1Powers: g1, numG2Powers: g2, potPubkey: await engine.encode(key, 'zcash') });
      }
      return new EarlySecrets(secrets, subs);
    } catch (error) {
      for (const secret of secrets) secret.fill(0);
      throw error;
    } finally {
      for (const bytes of entropy) bytes.fill(0);
    }
  }

  /** Nothing in it is secret. */
  get typedData(): CeremonyTypedData {
    return ceremonyTypedData(this.#subs);
  }

  /** Whether a signature was taken. */
  get isSigned(): boolean {
    return this.#signature !== undefined;
  }

  /** Takes 65 bytes r‖s‖v if they recover to this address; anything else changes nothing and answers false. */
  sign(signature: Uint8Array, address: string): boolean {
    if (recoverEcdsa(this.#subs, signature)?.toLowerCase() !== address.toLowerCase()) return false;
    this.#signature = signature;
    return true;
  }

  /**
   * The signature, and the secrets themselves, for a state of these sizes, once; undefined where they are not what
   * was signed, or nothing was. Whoever takes them overwrites them.
   */
  take(sizes: readonly SubSize[]): { secrets: Uint8Array[]; ecdsaSignature: Uint8Array } | undefined {
    const ecdsaSignature = this.#signature;
    const same =
      sizes.length === this.#subs.length &&
      this.#subs.every((sub, i) => sub.numG1Powers === sizes[i]!.g1 && sub.numG2Powers === sizes[i]!.g2);
    if (!ecdsaSignature || !same) {
      this.wipe();
      return undefined;
    }
    this.#signature = undefined;
    return { secrets: this.#secrets.splice(0), ecdsaSignature };
  }

  /** Overwrites the secrets. */
  wipe(): void {
    for (const secret of this.#secrets.splice(0)) secret.fill(0);
    this.#signature = undefined;
  }
}
