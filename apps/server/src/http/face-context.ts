/** What the HTTP face and sign-in need; the application layer's context holds all of it. */
import type { Logger } from 'pino';
import type { Config } from '../config/options.ts';
import type { Store } from '../store/open-store.ts';
import type { SequencerPort } from './sequencer-port.ts';

export interface FaceContext {
  config: Config;
  store: Store;
  sequencer: SequencerPort;
  /** Milliseconds since 1970; on Postgres the database's. */
  clock: { now(): number };
  /** Unpredictable bytes. */
  random(length: number): Uint8Array;
  log: Logger;
  /** Public halves of the server's keys, for /.well-known/brebaje.json. */
  identity: { logKey: string; version: string };
}
