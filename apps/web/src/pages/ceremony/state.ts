/** Where a ceremony stands, as people say it, and the dates on its way. */
import type { CeremonyBody, CeremonySummary } from '@brebaje/client/rest/bodies';

export type Phase =
  | 'scheduled'
  | 'open'
  | 'paused'
  | 'closing'
  | 'complete'
  | 'finalizing'
  | 'finalized'
  | 'canceled';

type Standing = Pick<CeremonySummary, 'status' | 'draining' | 'drained'>;

/** The phase; a finalization under way shows only in a ceremony that was read whole. */
export function phaseOf(
  { status, draining, drained }: Standing,
  finalization?: CeremonyBody['finalization'],
): Phase {
  if (status === 'FINALIZED') return 'finalized';
  if (status === 'CANCELED') return 'canceled';
  if (finalization?.state === 'QUEUED' || finalization?.state === 'RUNNING') return 'finalizing';
  if (drained) return 'complete';
  if (draining || status === 'CLOSED') return 'closing';
  if (status === 'PAUSED') return 'paused';
  return status === 'OPENED' ? 'open' : 'scheduled';
}

/** Somebody who comes now can still join, or will be able to. */
export const mayJoin = (phase: Phase): boolean =>
  phase === 'open' || phase === 'paused' || phase === 'scheduled';

export type MilestoneName = 'created' | 'opens' | 'closes' | 'complete' | 'beacon' | 'finalized' | 'canceled';

export interface Milestone {
  name: MilestoneName;
  /** Seconds; absent: nobody knows yet. */
  at: number | undefined;
  done: boolean;
}

type Dated = CeremonySummary & Pick<CeremonyBody, 'beacon'>;

/** The way of a ceremony, in order. What will not happen any more is left out. */
export function milestonesOf(ceremony: Dated): Milestone[] {
  const { createdAt, openedAt, opensAt, closedAt, closesAt, drainedAt, canceledAt, finalizedAt, beacon } =
    ceremony;
  const found: Milestone[] = [{ name: 'created', at: createdAt, done: true }];
  const add = (name: MilestoneName, was: number | undefined, planned?: number, done = was !== undefined) => {
    if (canceledAt !== undefined && !done) return;
    found.push({ name, at: was ?? planned, done });
  };
  add('opens', openedAt, opensAt);
  add('closes', closedAt, closesAt, closedAt !== undefined || drainedAt !== undefined);
  if (drainedAt !== undefined) add('complete', drainedAt);
  // The beacon counts as done with the result that it is part of: before, nobody has looked at it.
  if (beacon) add('beacon', finalizedAt === undefined ? undefined : beacon.publishedAt, beacon.publishedAt);
  add('finalized', finalizedAt);
  if (canceledAt !== undefined) found.push({ name: 'canceled', at: canceledAt, done: true });
  return found;
}
