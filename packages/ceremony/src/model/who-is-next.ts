/** Once more and naively: who must be offered a free slot. Not a line in common with the rules. For tests. */
import type { QueueEntry } from '../queue-types.ts';
import type { MemoryQueue } from '../simulate/memory-queue.ts';

const PARTS = 'PRIVATE PUBLIC STANDBY'.split(' ');

/** The one who is due, or null: nobody may have the slot now. */
export function whoIsNext(queue: MemoryQueue, circuitId: number, now: number): number | null {
  const { gate, policy } = queue;
  const lets = gate.status === 'OPENED' || (gate.status === 'CLOSED' && policy.drainLets === 'EVERYBODY');
  if (!lets || queue.chain(circuitId).health.haltedAt !== null) return null;
  const able = [...queue.entries.values()].filter(
    (one) =>
      one.status === 'WAITING' &&
      one.circuitId === circuitId &&
      !((one.barredUntil ?? 0) > now) &&
      !((one.from ?? 0) > now) &&
      !((one.until ?? Infinity) < now),
  );
  const isHere = (one: QueueEntry) => (one.presentUntil ?? 0) >= now;
  const promise = [...queue.reservations.values()]
    .filter((one) => one.state === 'PLANNED' && one.circuitId === circuitId)
    .filter((one) => one.from <= now && now <= one.until)
    .filter((one) => able.some(({ id }) => id === one.participantId))
    .sort((one, other) => one.from - other.from)[0];
  if (promise) {
    const person = able.find(({ id }) => id === promise.participantId)!;
    return isHere(person) ? person.id : null;
  }
  const backupsMay = policy.standby || able.every(({ queueClass }) => queueClass === 'STANDBY');
  const ranks = able
    .filter(isHere)
    .filter(({ queueClass }) => backupsMay || queueClass !== 'STANDBY')
    .map((one) => [PARTS.indexOf(one.queueClass), -one.priority, one.queuedAt!, one.id] as const)
    .sort((one, other) => {
      const differs = one.findIndex((value, index) => value !== other[index]);
      return one[differs]! - other[differs]!;
    });
  return ranks[0]?.[3] ?? null;
}
