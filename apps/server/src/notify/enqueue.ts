/** Writes what subscribers are to hear in the transaction of the events it tells of. */
import type { Policy } from '@brebaje/ceremony/policy';
import type { Topic } from '@brebaje/protocol/topics';
import { type Audience, TOPICS } from '@brebaje/protocol/topics';
import { shownName } from '../rest/shown-name.ts';
import type { Db } from '../store/open-store.ts';
import { insertMessages, type NewMessage } from '../store/outbox.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { type Listener, listenersOf } from '../store/subscriptions.ts';
import { type Coming, comingTurns } from './coming.ts';
import type { Notice } from './notice.ts';
import { factsOf, movesQueue, type ToldEvent, topicOf } from './topics.ts';

/**
 * Queues what the subscribers of a ceremony hear of these events. The key of a message is its event and its
 * subscription, so it is queued once. Without subscribers it costs one indexed read, and nothing where no
 * event is told to anybody.
 */
export async function enqueueNotifications(
  trx: Db,
  ceremony: CeremonyRow,
  policy: Policy,
  events: readonly ToldEvent[],
  now: number,
): Promise<void> {
  const told = events.filter((event) => topicOf(event, policy.discipline) !== null);
  const moved = policy.discipline === 'QUEUE' && events.some(movesQueue);
  if (told.length === 0 && !moved) return;
  const listeners = await listenersOf(trx, ceremony);
  if (listeners.length === 0) return;
  const people = await peopleOf(trx, told);
  const circuits = await circuitsOf(trx, told);
  const messages: NewMessage[] = [];
  const concerned = byConcern(listeners);
  for (const event of told) {
    const { topic, personOnly } = topicOf(event, policy.discipline)!;
    const person = people.get(Number(event.data.participant));
    const circuit = circuits.get(Number(event.data.circuit));
    for (const listener of concerned(topic, person)) {
      const self = person !== undefined && person.userId === listener.userId;
      if (!hears(listener, topic, { self, personOnly })) continue;
      messages.push(
        messageFor(listener, `${ceremony.id}/${event.seq}/${listener.id}`, now, {
          topic,
          at: now,
          ceremony: named(ceremony),
          ...(person && { participant: { id: person.id, name: shownName(person) } }),
          ...(circuit && { circuit }),
          self,
          facts: factsOf(event),
        }),
      );
    }
  }
  if (moved) messages.push(...(await aboutNext(trx, ceremony, policy, listeners, now)));
  await insertMessages(trx, messages);
}

/**
 * Who may hear of an event, without a look at everybody: when hundreds leave a lobby of thousands, each with a
 * subscription, that would be a million looks while the ceremony is locked.
 */
function byConcern(listeners: readonly Listener[]): (topic: Topic, person?: Person) => Iterable<Listener> {
  const ofUser = Map.groupBy(listeners, ({ userId }) => userId);
  const coordinators = listeners.filter(({ coordinates }) => coordinates);
  return (topic, person) => {
    const to: readonly Audience[] = TOPICS[topic].to;
    if (to.includes('everybody')) return listeners;
    return new Set([...((person && ofUser.get(person.userId)) ?? []), ...coordinators]);
  };
}

/** What names a ceremony in a notice. */
export function named({ id, slug, title, test }: CeremonyRow): Notice['ceremony'] {
  return { id, slug, title, test: test === 1 };
}

/** A notice on its way to one subscription. */
export function messageFor(
  listener: Pick<Listener, 'id'>,
  key: string,
  now: number,
  notice: Notice,
): NewMessage {
  return {
    subscriptionId: listener.id,
    key,
    topic: notice.topic,
    payload: JSON.stringify(notice),
    address: null,
    createdAt: now,
  };
}

/** Whether a listener chose the topic and may hear of it. */
export function hears(
  listener: Listener,
  topic: Topic,
  { self = false, personOnly = false }: { self?: boolean; personOnly?: boolean } = {},
): boolean {
  if (!listener.topics.has(topic)) return false;
  const to: readonly Audience[] = TOPICS[topic].to;
  if (to.includes('everybody')) return true;
  if (self && to.includes('person')) return true;
  return !personOnly && !self && listener.coordinates && to.includes('coordinators');
}

/** Tells people that their turn is coming, once per place in a queue. */
async function aboutNext(
  trx: Db,
  ceremony: CeremonyRow,
  policy: Policy,
  listeners: readonly Listener[],
  now: number,
): Promise<NewMessage[]> {
  const wanting = listeners.filter(({ topics }) => topics.has('turn.coming'));
  if (wanting.length === 0) return [];
  const coming = await comingTurns(trx, ceremony.id, policy, now);
  return wanting.flatMap((listener) =>
    coming
      .filter(({ person }) => person.userId === listener.userId)
      .map(({ person, circuit, place, aboutAt }: Coming) =>
        messageFor(
          listener,
          `${ceremony.id}/coming/${circuit.id}/${person.id}/${person.queuedAt ?? 0}/${listener.id}`,
          now,
          {
            topic: 'turn.coming',
            at: now,
            ceremony: named(ceremony),
            participant: { id: person.id, name: shownName(person) },
            circuit,
            self: true,
            facts: { place, ...(aboutAt === null ? {} : { aboutAt }) },
          },
        ),
      ),
  );
}

type Person = { id: number; userId: number; number: number | null; publicName: string | null };

async function peopleOf(trx: Db, events: readonly ToldEvent[]): Promise<Map<number, Person>> {
  const ids = numbersIn(events, 'participant');
  const rows = ids.length
    ? await trx
        .selectFrom('participant')
        .select(['id', 'userId', 'number', 'publicName'])
        .where('id', 'in', ids)
        .execute()
    : [];
  return new Map(rows.map((row) => [row.id, row]));
}

async function circuitsOf(
  trx: Db,
  events: readonly ToldEvent[],
): Promise<Map<number, { id: number; slug: string }>> {
  const ids = numbersIn(events, 'circuit');
  const rows = ids.length
    ? await trx.selectFrom('circuit').select(['id', 'slug']).where('id', 'in', ids).execute()
    : [];
  return new Map(rows.map((row) => [row.id, row]));
}

function numbersIn(events: readonly ToldEvent[], name: 'participant' | 'circuit'): number[] {
  return [...new Set(events.map(({ data }) => Number(data[name])).filter(Number.isSafeInteger))];
}
