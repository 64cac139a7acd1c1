/** Random steps of a walk through the queues, and going on from wherever they lead. For tests. */
import { FOREVER } from '../lobby-types.ts';
import { CONTRIBUTION_STEPS, PARTICIPANT_STATUSES } from '../participant.ts';
import type { Patch } from '../patch.ts';
import type { QueueEntry } from '../queue-types.ts';
import type { Random } from '../simulate/random.ts';
import type { Actor } from '../transitions.ts';
import type { QueueWalk } from './queue-walk.ts';

const FAULTS = ['BLOCKING_VERIFICATION', 'BLOCKING_BACKEND_FUNCTION', 'UNKNOWN'] as const;
const CALLERS: Actor[][] = [['participant'], ['coordinator'], ['coordinator', 'operator']];
/** The moves of people, each often enough. */
const ASKED = ['WAITING', 'READY', 'CONTRIBUTING', 'TIMEDOUT', 'EXHUMED'] as const;

/** One random thing that people, time, the server or chance do. */
export function randomStep(walk: QueueWalk, random: Random, people: number): void {
  const { queue } = walk;
  const id = 1 + Math.floor(random.uniform() * people);
  const chain = walk.pick(queue.chains);
  const worker = chain.turnOf ?? id;
  const dice = random.uniform();
  if (dice < 0.22)
    walk.pass(random.uniform() < 0.2 ? random.between(0, 1_200_000) : random.between(0, 60_000));
  else if (dice < 0.34) walk.sign(id, walk.pick(['ACTION', 'HEARTBEAT', 'ANSWER', 'GOODBYE'] as const));
  else if (dice < 0.5) goodPatch(walk, random.uniform() < 0.6 ? worker : id);
  else if (dice < 0.6) {
    const lost = [...queue.entries.values()].filter(({ cause }) => cause !== null).map((entry) => entry.id);
    const about = random.uniform() < 0.5 && lost.length > 0 ? walk.pick(lost) : id;
    walk.patch(about, anyPatch(walk, random), walk.pick(CALLERS));
  } else if (dice < 0.7) walk.upload(worker, walk.pick(['begun', 'complete'] as const));
  else if (dice < 0.75) walk.receive(worker);
  else if (dice < 0.82) queue.verdict(chain, random.uniform() < 0.85 ? 'valid' : 'invalid', walk.now);
  else if (dice < 0.85) walk.fault(chain, walk.pick(FAULTS));
  else if (dice < 0.87) walk.moreTime(worker, random.between(0, 1_000_000));
  else if (dice < 0.88) walk.extend(chain, random.between(1, 600_000));
  else if (dice < 0.89) walk.abort(worker);
  else if (dice < 0.9) walk.pick([() => walk.timeOut(worker), () => walk.replace(worker)])();
  else if (dice < 0.92) walk.place(id, Math.floor(random.between(-2, 3)));
  else if (dice < 0.93) walk.reserve(id, chain.id, random.between(0, 600_000), random.between(1, 1_200_000));
  else if (dice < 0.935) walk.cancelReservation(1 + Math.floor(random.uniform() * queue.reservations.size));
  else if (dice < 0.94) walk.remove(id);
  else if (dice < 0.95) walk.away(random.between(0, 3_600_000), random.uniform() < 0.5);
  else if (dice < 0.955) walk.away(-random.between(0, 3_600_000), false);
  else if (dice < 0.965) queue.move('PAUSED', walk.now);
  else if (dice < 0.98) queue.move('OPENED', walk.now);
  else if (dice < 0.985) queue.halt(chain, walk.now);
  else queue.goOn(chain, walk.now);
}

/** What a client that behaves sends next. */
export function goodPatch(walk: QueueWalk, id: number): void {
  const entry = walk.queue.entries.get(id)!;
  const patch = (fields: Patch) => walk.patch(id, fields, ['participant']);
  if (entry.status === 'CREATED') patch({ status: 'WAITING' });
  if (entry.status === 'WAITING') patch({ status: 'READY' });
  if (entry.status === 'READY') patch({ status: 'CONTRIBUTING', contributionStep: 'DOWNLOADING' });
  if (entry.status !== 'CONTRIBUTING') return;
  if (entry.contributionStep === 'DOWNLOADING')
    patch({ contributionStep: 'COMPUTING', contributionProgress: 50 });
  if (entry.contributionStep === 'COMPUTING') patch({ contributionStep: 'UPLOADING' });
  if (entry.contributionStep === 'UPLOADING') patch({ contributionStep: 'VERIFYING' });
}

function anyPatch(walk: QueueWalk, random: Random): Patch {
  const maybe = <T>(field: string, values: readonly T[]) =>
    random.uniform() < 0.4 ? { [field]: walk.pick(values) } : {};
  return {
    ...maybe('status', random.uniform() < 0.5 ? ASKED : PARTICIPANT_STATUSES),
    ...(random.uniform() < 0.5 ? {} : maybe('contributionStep', CONTRIBUTION_STEPS)),
    ...(random.uniform() < 0.5 ? {} : maybe('contributionProgress', [0, 50, 100, 101])),
    ...(random.uniform() < 0.5 ? {} : maybe('tempContributionData', [{ downloadProgress: 100 }])),
  };
}

/**
 * From here on everybody behaves: whoever is not barred, removed or late is DONE in the end, unless the
 * ceremony closes by its count. Returns who is not.
 */
export function goOn(walk: QueueWalk): string[] {
  const { queue } = walk;
  queue.move('OPENED', walk.now);
  for (const chain of queue.chains) queue.goOn(chain, walk.now);
  const able = (entry: QueueEntry) =>
    entry.cause !== 'REMOVED' &&
    entry.barredUntil !== FOREVER &&
    (entry.until === null || entry.until >= walk.now);
  const unfinished = () =>
    [...queue.entries.values()].filter((entry) => able(entry) && entry.status !== 'DONE');
  for (let round = 0; round < 3_000; round += 1) {
    for (const entry of unfinished()) behave(walk, entry.id);
    for (const chain of queue.chains) queue.verdict(chain, 'valid', walk.now);
    if (unfinished().length === 0) return [];
    // Closed by count: whoever was inside is through, and the others came too late.
    if (queue.gate.status === 'CLOSED' && queue.drained) return [];
    const wait = unfinished().every(({ status }) => status === 'TIMEDOUT' || status === 'EXHUMED');
    if (wait) walk.away(600_000, false);
    else walk.pass(5_000);
  }
  return unfinished().map(({ id, status }) => `${id} is ${status} for ever`);
}

function behave(walk: QueueWalk, id: number): void {
  walk.sign(id, 'ACTION');
  for (const how of [null, null, null, 'begun', 'complete'] as const) {
    if (how !== null) walk.upload(id, how);
    goodPatch(walk, id);
  }
}

/** Nobody does anything any more: a closed ceremony drains by the server alone. */
export function drainAlone(walk: QueueWalk): boolean {
  const { queue } = walk;
  queue.move('OPENED', walk.now);
  queue.move('CLOSED', walk.now);
  for (const chain of queue.chains) queue.goOn(chain, walk.now);
  for (let hour = 0; hour < 48 && !queue.drained; hour += 1) {
    for (const chain of queue.chains) queue.verdict(chain, 'invalid', walk.now);
    walk.pass(3_600_000);
  }
  return queue.drained;
}
