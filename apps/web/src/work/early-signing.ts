/** A wallet's signature before the turn, as a page asks its worker for what is to be signed. */
import type { CeremonyTypedData } from '@brebaje/client/early-secrets';
import type { Ask, Drawn } from './messages.ts';
import type { RunningWorker } from './running-worker.ts';

export interface EarlySigning {
  /** Secrets are drawn in the worker; what a wallet is to sign. The bytes move away and are overwritten there. */
  draw(entropy: Uint8Array | undefined): Promise<CeremonyTypedData>;
  /** Whether the worker takes these 65 bytes as this address's; false, too, when the turn came first. */
  take(signature: Uint8Array, address: string): Promise<boolean>;
  /** What was drawn and not signed is overwritten. */
  leave(): void;
  /** The same, with a signature that was taken. */
  throwAway(): void;
}

export function earlySigningBy({ ask }: Pick<RunningWorker, 'ask'>): EarlySigning {
  function answered<T>(question: (answer: MessagePort) => Ask, bytes?: Uint8Array): Promise<T> {
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise<T>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<T>) => resolve(data);
    });
    ask(question(port2), bytes ? [port2, bytes.buffer] : [port2]);
    return answer.finally(() => port1.close());
  }

  return {
    async draw(entropy) {
      const drawn = await answered<Drawn>((answer) => ({ ask: 'draw', entropy, answer }), entropy);
      if ('fault' in drawn) throw new Error(drawn.fault);
      if (!drawn.typedData) throw new Error('it was left meanwhile');
      return drawn.typedData;
    },
    take: (signature, address) =>
      answered<boolean>((answer) => ({ ask: 'signature', signature, address, answer })),
    leave: () => ask({ ask: 'unsigned', signed: false }),
    throwAway: () => ask({ ask: 'unsigned', signed: true }),
  };
}
