/** What a flow has to work with, whichever ceremony it is. */
import type { BrowserSurroundings } from '@brebaje/client/browser-surroundings';
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
  emit(event: WorkEvent): void;
  /** Keeps a receipt, then shows it. */
  receipt(receipt: WorkReceipt): Promise<void>;
  /** Set as soon as it is known: under which number the ceremony has the person. */
  participantId: number | undefined;
  signal: AbortSignal;
}
