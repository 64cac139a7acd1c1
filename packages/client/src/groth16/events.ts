import type { CurrentTurn } from '@brebaje/protocol/rest/turns';
import type { AcceptedCircuit } from './outcome.ts';
import type { OwnTurn } from './place.ts';
import type { Trouble } from './steady.ts';
import type { Work } from './work.ts';

/** What a contributor sees happen; everything but `turn`, `computed` and `accepted` may repeat. */
export type CircuitEvent =
  | Trouble
  /** In a queue, or waiting for something else: `why`. */
  | { type: 'waiting'; circuit: string; queue: CurrentTurn['queue']; why: 'queue' | 'paused' | 'starting' }
  /** A lost turn's penalty runs until then, seconds since 1970. */
  | { type: 'penalty'; until: number }
  /** What is fetched beforehand, so that the turn itself is short. */
  | { type: 'fetching-genesis'; circuit: string; received: number; total: number | undefined }
  | { type: 'reading-genesis'; circuit: string; done: number; total: number }
  | { type: 'turn'; turn: OwnTurn; kept: boolean }
  | { type: 'downloading'; circuit: string; received: number; total: number | undefined }
  | { type: 'computing'; circuit: string; done: number; total: number }
  | { type: 'computed'; work: Work }
  | { type: 'uploading'; circuit: string; sent: number; total: number }
  /** The server could not take it as it is, and the turn goes on. */
  | { type: 'mending'; why: string; how: 'name' | 'again' | 'computing' }
  | { type: 'verifying'; circuit: string }
  | { type: 'accepted'; accepted: AcceptedCircuit }
  /** Work of an earlier run that came to nothing. */
  | { type: 'lost-before'; circuit: string; why: string };

/** Bytes that were moved in this run. */
export interface Traffic {
  /** Geneses, which are fetched once and mostly while waiting. */
  genesis: number;
  /** States that were received and sent. */
  received: number;
  sent: number;
  /** What receiving and sending whole files would have moved. */
  whole: number;
}
