import type { HandedOut } from '../http/sequencer-port.ts';
import type { LobbyScheme } from '../verify/scheme.ts';
import type { ServedState } from '../verify/verification-messages.ts';

/** The part of a circuit that names its head. */
export interface HeadOf {
  id: number;
  headBlob: string;
  metadata: string;
}

/** What is handed out for the current head of each circuit, made once per head and shared by all who ask. */
export class HeadCache {
  readonly #heads = new Map<number, { blob: string; served: Promise<HandedOut> }>();
  readonly #scheme: Pick<LobbyScheme, 'base'>;

  constructor(scheme: Pick<LobbyScheme, 'base'>) {
    this.#scheme = scheme;
  }

  /** The contribution handed out for a head. Rejects when it could not be made; the next call tries again. */
  get(circuit: HeadOf): Promise<HandedOut> {
    const known = this.#heads.get(circuit.id);
    if (known?.blob === circuit.headBlob) return known.served;
    const served = this.#scheme
      .base({ blob: circuit.headBlob, metadata: JSON.parse(circuit.metadata) })
      .then((state): HandedOut => ({ kind: 'contribution', ...state }));
    const entry = { blob: circuit.headBlob, served };
    this.#heads.set(circuit.id, entry);
    served.catch(() => {
      if (this.#heads.get(circuit.id) === entry) this.#heads.delete(circuit.id);
    });
    return served;
  }

  /** Takes the served form of a head that the verification made on its way. */
  set(circuitId: number, blob: string, state: ServedState): void {
    this.#heads.set(circuitId, { blob, served: Promise.resolve({ kind: 'contribution', ...state }) });
  }
}
