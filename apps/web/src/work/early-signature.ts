/**
 * What somebody's wallet signs before their turn: public keys of secrets that are drawn for it, in the worker.
 *
 * Only public keys leave it. The secrets stay in its memory, and nowhere else, from the signing until they are used
 * in the turn: as long as the waiting takes, which may be hours. Whoever does not sign has a secret for the seconds
 * of its use only, so nothing is drawn before somebody asks for a signature, and whatever is not signed, is left, or
 * belongs to a run that is over is overwritten at once. A page that is reloaded or closed loses them.
 */
import { type CeremonyTypedData, EarlySecrets } from '@brebaje/client/early-secrets';
import { createEngine } from '@brebaje/client/engine';
import type { WorkCeremony } from './messages.ts';

type Engine = Awaited<ReturnType<typeof createEngine>>;

export class EarlySignature {
  readonly #sizes: NonNullable<WorkCeremony['circuits'][number]['sizes']>;
  readonly #engine: () => Promise<Engine>;
  readonly #signed: () => void;
  #early: EarlySecrets | undefined;
  /** What is drawn for an earlier question than the last counts for nothing. */
  #questions = 0;
  /** They have said how they want it; otherwise an earlier run says. */
  #decided = false;

  /** `signed` hears of a signature that was taken. */
  constructor(
    { scheme, circuits }: Pick<WorkCeremony, 'scheme' | 'circuits'>,
    signed: () => void,
    engine: () => Promise<Engine> = () => createEngine(1),
  ) {
    this.#sizes = (scheme === 'KZG' && circuits[0]?.sizes) || [];
    this.#signed = signed;
    this.#engine = engine;
  }

  get isSigned(): boolean {
    return this.#early?.isSigned ?? false;
  }

  /** Draws secrets, mixed with `entropy`, which is overwritten. Undefined: there is nothing to sign, or not any more. */
  async draw(entropy: Uint8Array | undefined): Promise<CeremonyTypedData | undefined> {
    this.#wipe();
    const question = this.#questions;
    try {
      if (this.#sizes.length === 0) return undefined;
      const engine = await this.#engine();
      try {
        const early = await EarlySecrets.draw(engine, this.#sizes, entropy);
        if (question === this.#questions) this.#early = early;
        else early.wipe();
        return this.#early === early ? early.typedData : undefined;
      } finally {
        void engine.close();
      }
    } finally {
      entropy?.fill(0);
    }
  }

  /** Takes 65 bytes that recover to `address`. Others, and what comes too late, change nothing. */
  sign(signature: Uint8Array, address: string): boolean {
    if (!this.#early || this.isSigned || !this.#early.sign(signature, address)) return false;
    this.#signed();
    return true;
  }

  /** The person does not sign; `signed`: nor do they want what was signed. */
  leave(signed: boolean): void {
    if (signed || !this.isSigned) this.#wipe();
  }

  /** They enter: with the signature that is there, or without one. */
  decide(): void {
    this.#decided = true;
    this.leave(false);
  }

  /** Whether a run has a signature, or had one before the page was loaded anew. `before`: as its note says. */
  isMeant(before: boolean): boolean {
    return this.isSigned || (before && !this.#decided);
  }

  /** For the turn: what was signed by now. A wallet that is still asked is too late. */
  taken(): EarlySecrets | undefined {
    this.leave(false);
    return this.#early;
  }

  /** The run is over, or its tab or its person are other ones. */
  over(): void {
    this.#wipe();
    this.#decided = false;
  }

  /** Whatever was drawn is overwritten, and not waited for. */
  #wipe(): void {
    this.#questions++;
    this.#early?.wipe();
    this.#early = undefined;
  }
}
