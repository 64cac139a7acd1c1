/** Whether everybody who asked for messages has had each of them, and each once. */

import { TOPICS, type Topic } from '@brebaje/protocol/topics';
import type { Db } from '@brebaje/server/store/open-store';
import type { ReceivedHook } from '../../support/webhook-receiver.ts';

/** Which event is told under which topic, written down once more for this comparison. */
const TOLD: Record<string, Topic> = {
  'participant.ready': 'turn.yours',
  'turn.warned': 'turn.warned',
  'participant.timedout': 'turn.timedout',
  'participant.exhumed': 'participant.replaced',
  'contribution.accepted': 'contribution.verified',
  'contribution.refused': 'contribution.refused',
  'ceremony.closed': 'ceremony.closed',
};

interface Subscriber {
  id: number;
  /** Null: a coordinator. */
  participantId: number | null;
  since: number;
}

/** Messages that are missing, too many, or unexpected, of one ceremony with queues. */
export async function wrongNotices(
  db: Db,
  ceremonyId: number,
  hooks: readonly ReceivedHook[],
): Promise<string[]> {
  const expected = await expectedKeys(db, ceremonyId);
  const came = new Set(hooks.map(({ key }) => key).filter((key) => isOfEvent(key, ceremonyId)));
  const wrong: string[] = [];
  for (const [key, { topic, must }] of expected)
    if (must && !came.has(key)) wrong.push(`${topic} ${key} did not come`);
  for (const key of came) if (!expected.has(key)) wrong.push(`${key} was not expected`);
  const seen = new Set<string>();
  for (const { key } of hooks) {
    if (seen.has(key)) wrong.push(`${key} came twice`);
    seen.add(key);
  }
  return wrong;
}

/** Those that tell of an event carry its number; others tell of a place in the queue or of what needs a human. */
const isOfEvent = (key: string, ceremonyId: number) => new RegExp(`^${ceremonyId}/\\d+/\\d+$`).test(key);

interface Expected {
  topic: Topic;
  /** False: the subscription was made in the same moment, before or after. */
  must: boolean;
}

async function expectedKeys(db: Db, ceremonyId: number): Promise<Map<string, Expected>> {
  const keys = new Map<string, Expected>();
  const subscribers = await subscribersOf(db, ceremonyId);
  const events = await db
    .selectFrom('event')
    .selectAll()
    .where('ceremonyId', '=', ceremonyId)
    .orderBy('seq')
    .execute();
  for (const { seq, type, at, participantId, body } of events) {
    const { data } = JSON.parse(body);
    const announced = type === 'coordinator.note' && data.note === 'announcement';
    const topic: Topic | undefined = announced ? 'announcement' : TOLD[type];
    if (!topic || (type === 'participant.timedout' && data.cause === 'REFUSED')) continue;
    const to: readonly string[] = TOPICS[topic].to;
    for (const subscriber of subscribers) {
      if (at < subscriber.since) continue;
      const self = subscriber.participantId !== null && subscriber.participantId === participantId;
      const coordinates = subscriber.participantId === null && to.includes('coordinators');
      // Who is sent home while waiting concerns nobody else.
      const privately = type === 'participant.timedout' && data.from === 'WAITING';
      const hears =
        to.includes('everybody') || (self && to.includes('person')) || (coordinates && !privately);
      if (hears) keys.set(`${ceremonyId}/${seq}/${subscriber.id}`, { topic, must: at > subscriber.since });
    }
  }
  return keys;
}

async function subscribersOf(db: Db, ceremonyId: number): Promise<Subscriber[]> {
  const rows = await db
    .selectFrom('subscription')
    .leftJoin('participant', (join) =>
      join
        .onRef('participant.userId', '=', 'subscription.userId')
        .onRef('participant.ceremonyId', '=', 'subscription.ceremonyId'),
    )
    .select(['subscription.id', 'subscription.createdAt', 'participant.id as participantId'])
    .where('subscription.ceremonyId', '=', ceremonyId)
    .execute();
  return rows.map(({ id, createdAt, participantId }) => ({ id, participantId, since: createdAt }));
}
