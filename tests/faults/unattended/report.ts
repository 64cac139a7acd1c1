/** The whole time in a few lines. */
import type { Db } from '@brebaje/server/store/open-store';
import { MINUTE } from './person.ts';

export interface Report {
  people: number;
  done: number;
  turns: Record<string, number>;
  losses: Record<string, number>;
  halts: number;
  /** From entering a queue to being offered the turn, absences included: milliseconds. */
  waits: { median: number; longest: number };
  events: number;
}

/** What happened in one ceremony. */
export async function reportOf(db: Db, ceremonyId: number): Promise<Report> {
  const people = await db
    .selectFrom('participant')
    .select('status')
    .where('ceremonyId', '=', ceremonyId)
    .execute();
  const turns = await db
    .selectFrom('turn')
    .innerJoin('circuit', 'circuit.id', 'turn.circuitId')
    .select(['outcome', 'phase'])
    .where('circuit.ceremonyId', '=', ceremonyId)
    .execute();
  const losses = await db
    .selectFrom('infraction')
    .innerJoin('participant', 'participant.id', 'infraction.participantId')
    .select('infraction.cause')
    .where('participant.ceremonyId', '=', ceremonyId)
    .execute();
  const events = await db
    .selectFrom('event')
    .select(['type', 'at', 'participantId', 'body'])
    .where('ceremonyId', '=', ceremonyId)
    .orderBy('seq')
    .execute();
  const halts = events.filter(({ type, body }) => type === 'coordinator.note' && body.includes('"halted"'));
  return {
    people: people.length,
    done: people.filter(({ status }) => status === 'DONE').length,
    turns: tally(turns.map(({ outcome, phase }) => outcome ?? phase)),
    losses: tally(losses.map(({ cause }) => cause)),
    halts: halts.length,
    waits: waitsIn(events),
    events: events.length,
  };
}

function waitsIn(events: readonly { type: string; at: number; participantId: number | null }[]) {
  const since = new Map<number, number>();
  const waits: number[] = [];
  for (const { type, at, participantId } of events) {
    if (participantId === null) continue;
    const began = since.get(participantId);
    if (type === 'participant.waiting') since.set(participantId, began ?? at);
    if (type !== 'participant.ready') continue;
    if (began !== undefined) waits.push(at - began);
    since.delete(participantId);
  }
  waits.sort((a, b) => a - b);
  return { median: waits[waits.length >> 1] ?? 0, longest: waits.at(-1) ?? 0 };
}

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** A line for each figure. */
export function lines(name: string, report: Report): string[] {
  const { people, done, turns, losses, halts, waits, events } = report;
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([word, count]) => `${word} ${count}`)
      .join(', ') || 'none';
  const minutes = (millis: number) => `${Math.round(millis / MINUTE)} min`;
  return [
    `${name}: ${done} of ${people} people done, ${events} events, circuits halted ${halts} times`,
    `  turns: ${list(turns)}`,
    `  losses by cause: ${list(losses)}`,
    `  waiting for an offer: half of them less than ${minutes(waits.median)}, at most ${minutes(waits.longest)}`,
  ];
}
