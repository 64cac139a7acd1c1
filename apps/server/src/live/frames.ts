/** Events as they go over the wire to listeners (the WHATWG HTML standard, "Server-sent events"). */
import { LIVE_DATA, type Progress } from '@brebaje/protocol/events';
import type { EventRow } from '../store/schema.ts';

/** One event of the log, written once for all who listen. */
export interface Frame {
  seq: number;
  type: string;
  participantId: number | null;
  circuitId: number | null;
  at: number;
  bytes: Buffer;
}

/** The stored text goes out as it is: no line break is in it, and its hash fits. */
export function frameOf({ seq, type, participantId, circuitId, at, hash, body }: EventRow): Frame {
  const bytes = Buffer.from(`id: ${seq}\nevent: ${type}\ndata: {"hash":"${hash}","body":${body}}\n\n`);
  return { seq, type, participantId, circuitId, at, bytes };
}

/** Without an id: where a listener goes on does not change by it. */
export function progressFrame(progress: Progress): Buffer {
  return liveFrame('progress', LIVE_DATA.progress.parse(progress));
}

/** The listener knows more than this log has; it goes on from `lastSeq`. */
export function resetFrame(lastSeq: number): Buffer {
  return Buffer.concat([Buffer.from(`id: ${lastSeq}\n`), liveFrame('reset', { lastSeq })]);
}

/**
 * The first lines: when to come back after a break, and from where, so that one who has seen nothing yet
 * misses nothing either.
 */
export function openingFrame(retryMillis: number, lastSeq: number): Buffer {
  return Buffer.from(`retry: ${retryMillis}\nid: ${lastSeq}\n\n`);
}

/** The last lines before the server goes away. */
export function closingFrame(retryMillis: number): Buffer {
  return Buffer.from(`: the server stops, come back\nretry: ${retryMillis}\n\n`);
}

/** A comment: keeps proxies from cutting a silent connection, and finds out who has gone. */
export const HEARTBEAT = Buffer.from(':\n\n');

function liveFrame(type: keyof typeof LIVE_DATA, data: object): Buffer {
  return Buffer.from(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
}
