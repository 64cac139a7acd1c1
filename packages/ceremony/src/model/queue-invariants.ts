/** What holds in the queues of a ceremony after whatever has happened. For tests. */
import { PARTICIPANT_STATUSES } from '../participant.ts';
import type { QueueEntry } from '../queue-types.ts';
import { type Actor, forbids, ruleFor } from '../transitions.ts';
import type { QueueWalk } from './queue-walk.ts';
import { BLAMELESS } from './queue-watches.ts';
import { whoIsNext } from './who-is-next.ts';

/** What is broken, in words; empty when all is well. */
export function violations(walk: QueueWalk): string[] {
  const broken = [...walk.broken, ...chainFaults(walk)];
  const { queue } = walk;
  for (const entry of queue.entries.values()) {
    const turns = queue.chains.filter((chain) => chain.turnOf === entry.id);
    if (turns.length > 1) broken.push(`${entry.id} holds ${turns.length} turns`);
    const phase = turns[0]?.turn?.phase ?? null;
    const wanted: (string | null)[] =
      entry.status === 'READY'
        ? ['OFFERED']
        : entry.status === 'CONTRIBUTING'
          ? ['WORKING', 'VERIFYING']
          : [null];
    if (!wanted.includes(phase)) broken.push(`${entry.id} is ${entry.status} with a turn ${phase}`);
    if ((phase === 'VERIFYING') !== (entry.contributionStep === 'VERIFYING' && phase !== null)) {
      broken.push(`${entry.id} is at ${entry.contributionStep} with a turn ${phase}`);
    }
    if (turns[0] && turns[0].id !== entry.circuitId)
      broken.push(`${entry.id} holds the turn of another circuit`);
    if (entry.status === 'WAITING' && entry.circuitId === null) broken.push(`${entry.id} waits nowhere`);
    const sequence = queue.chains.findIndex((chain) => chain.id === entry.circuitId);
    if (sequence >= 0 && sequence !== entry.circuitsDone) broken.push(`${entry.id} skipped a circuit`);
    broken.push(...pathOf(walk, entry));
  }
  const accepted = queue.chains.reduce((sum, chain) => sum + chain.accepted, 0);
  const done = [...queue.entries.values()].reduce((sum, entry) => sum + entry.circuitsDone, 0);
  if (accepted !== done) broken.push(`${accepted} accepted, ${done} counted`);
  return broken;
}

/** The events of somebody are moves of the table, lead to their status, and charge only what is their fault. */
function pathOf(walk: QueueWalk, entry: QueueEntry): string[] {
  const broken: string[] = [];
  let status: QueueEntry['status'] | null = null;
  let attempts = 0;
  let blameless = false;
  for (const { type, data } of walk.moves.get(entry.id) ?? []) {
    if (type === 'participant.barred' && blameless) broken.push(`${entry.id} is barred without fault`);
    if (data.override === 'readmit') attempts = 0;
    const to = data.to as QueueEntry['status'] | undefined;
    if (to === undefined || !(PARTICIPANT_STATUSES as readonly string[]).includes(to)) continue;
    const from = (data.from ?? null) as QueueEntry['status'] | null;
    if (from !== status) broken.push(`${entry.id} left ${from} and was ${status}`);
    if (forbids(from, to, data.who as Actor) !== null) broken.push(`${data.who} moved from ${from} to ${to}`);
    if (ruleFor(from, to)?.event !== type) broken.push(`${from} to ${to} was told as ${type}`);
    blameless = to === 'TIMEDOUT' && BLAMELESS.includes(data.cause);
    if (to === 'TIMEDOUT' && from === 'CONTRIBUTING' && !blameless) attempts += 1;
    status = to;
  }
  if (status !== entry.status)
    broken.push(`the events of ${entry.id} lead to ${status}, not ${entry.status}`);
  if (attempts !== entry.attempts) broken.push(`${entry.id} is charged ${entry.attempts} of ${attempts}`);
  return broken;
}

/** What is wrong with one chain: somebody works too long, or its slot is free while somebody is due. */
function chainFaults(walk: QueueWalk): string[] {
  const { queue, now } = walk;
  return queue.chains.flatMap(({ id, turn, turnOf }) => {
    if (turn === null || turnOf === null) {
      const due = whoIsNext(queue, id, now);
      return due === null ? [] : [`the slot of ${id} is free and ${due} is there`];
    }
    const limit = turn.phase === 'WORKING' ? turn.limitMillis : null;
    return limit === null ? [] : walk.watches.overtime(turnOf, limit);
  });
}
