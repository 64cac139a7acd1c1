/** The order of a circuit's queue, said by priorities: all that the interface lets a coordinator say of it. */

/** Somebody who waits, as the server has them now. */
export interface Waits {
  readonly id: number;
  readonly queueClass: 'PRIVATE' | 'PUBLIC' | 'STANDBY';
  readonly priority: number;
  /** Since when their place is judged, seconds; whole ones, so that two may only look alike. */
  readonly since: number;
}

const HIGHEST = 1_000;

/**
 * The priorities that make a queue stand in another order, from the front to the back, so that nobody passes
 * somebody on the way whom they shall not pass. Only raised ones: nobody behind is touched. Undefined where no
 * priority says it: parts of a queue keep their order, and none is above 1000.
 * @param now everybody up to some place, as they stand
 * @param wanted the same people
 */
export function prioritiesFor(
  now: readonly Waits[],
  wanted: readonly number[],
): { id: number; priority: number }[] | undefined {
  const place = new Map(now.map(({ id }, index) => [id, index]));
  const people = wanted.flatMap((id) => now[place.get(id) ?? -1] ?? []);
  if (people.length !== now.length) return undefined;
  if (people.some(({ queueClass }, index) => queueClass !== now[index]!.queueClass)) return undefined;
  const raised = new Map<number, number>();
  const of = (one: Waits) => raised.get(one.id) ?? one.priority;
  // Of two with the same priority, whoever has waited longer is first.
  const stands = (one: Waits, other: Waits) =>
    one.priority === other.priority ? place.get(one.id)! < place.get(other.id)! : one.since < other.since;
  for (let index = people.length - 2; index >= 0; index--) {
    const [one, next] = [people[index]!, people[index + 1]!];
    if (one.queueClass !== next.queueClass) continue;
    const least = of(next) + (stands(one, next) ? 0 : 1);
    if (of(one) < least) raised.set(one.id, least);
  }
  if ([...raised.values()].some((priority) => priority > HIGHEST)) return undefined;
  return people.flatMap((one) => (raised.has(one.id) ? [{ id: one.id, priority: of(one) }] : []));
}

/** Somebody's order, brought up to who waits now: the gone are left out, the new come after whom they stand behind. */
export function broughtUp(ordered: readonly number[], now: readonly number[]): number[] {
  const order = ordered.filter((id) => now.includes(id));
  for (const [index, id] of now.entries()) {
    if (order.includes(id)) continue;
    const before = now[index - 1];
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
  }
  return order;
}
