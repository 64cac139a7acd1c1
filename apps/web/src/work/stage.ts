/** What a flow has to work with, whichever ceremony it is. */
import type { BrowserSurroundings } from '@brebaje/client/browser-surroundings';
import type { EarlySecrets } from '@brebaje/client/early-secrets';
import type { SteadyClient } from '@brebaje/client/groth16/steady';
import type { WorkEvent } from './events.ts';
import type { Joining, Place } from './messages.ts';
import type { RunFolder } from './run-folder.ts';
import type { WorkReceipt } from './state.ts';

export interface Stage {
  world: BrowserSurroundings;
  place: Place;
  client: SteadyClient;
  folder: RunFolder;
  /** As transcripts name the person. */
  identity: string;
  /** What the person added to the randomness; overwritten when the run ends. */
  entropy: Uint8Array | undefined;
  joining: Joining | undefined;
  /** Secrets whose public keys a wallet has signed by now; whoever asks has them, and they are wiped with the run. */
  early(): EarlySecrets | undefined;
  emit(event: WorkEvent): void;
  /** Keeps a receipt, then shows it. */
  receipt(receipt: WorkReceipt): Promise<void>;
  /** Nothing of this person's turn is here from an earlier run; false, too, once they want it done here anyway. */
  fresh: boolean;
  /** Resolves when they say so. */
  hereAnyway: Promise<void>;
  /** Set as soon as it is known: under which number the ceremony has the person. */
  participantId: number | undefined;
  signal: AbortSignal;
}
