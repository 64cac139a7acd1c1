import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { LogCheck, type LoggedEvent } from './check-log.ts';

const hashOf = (body: string) => createHash('sha256').update(body).digest('hex');

/** A log as a server keeps it. `bodies` may change what an event says before it is hashed. */
function logOf(count: number, change: (body: Record<string, unknown>) => object = (body) => body) {
  const events: LoggedEvent[] = [];
  for (let seq = 1; seq <= count; seq++) {
    const previous = events.at(-1)?.hash ?? null;
    const at = 1_700_000_000_123 + seq * 1000;
    const data = { text: `é ${seq}`, note: 'x' };
    const whole = change({ at, ceremony: 7, data, previous, seq, type: 'coordinator.note' });
    const body = JSON.stringify(sorted(whole));
    events.push({
      seq,
      type: 'coordinator.note',
      at: Math.floor(at / 1000),
      hash: hashOf(body),
      ...(previous === null ? {} : { previous }),
      body,
    });
  }
  return events;
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

function checked(events: readonly unknown[], total?: number, known: { seq: number; hash: string }[] = []) {
  const check = new LogCheck(known);
  for (const event of events) {
    const fault = check.add(event);
    if (fault) return fault;
  }
  return check.end(total);
}

it('passes a whole log, an empty one, and one that has what was noted', () => {
  const log = logOf(3);
  const head = log[2]!.hash;
  expect(checked(log, 3)).toEqual({ ceremony: 7, events: 3, head });
  expect(checked([])).toEqual({ ceremony: undefined, events: 0, head: undefined });
  expect(checked(log, 3, [{ seq: 2, hash: log[1]!.hash }])).toMatchObject({ events: 3 });
});

const changed = (index: number, change: Partial<LoggedEvent>) =>
  logOf(3).map((event, at) => (at === index ? { ...event, ...change } : event));

/** The event with another text, whose hash fits; what comes after is linked to it anew. */
const forged = (change: (body: Record<string, unknown>) => object) =>
  logOf(3, (body) => (body.seq === 2 ? change(body) : body));

const spaced = (): LoggedEvent[] => {
  const [first] = logOf(1);
  const body = first!.body.replace(',', ', ');
  return [{ ...first!, body, hash: hashOf(body) }];
};

const twice = (): LoggedEvent[] => {
  const [first] = logOf(1);
  const body = first!.body.replace('"seq":1', '"seq":2,"seq":1');
  return [{ ...first!, body, hash: hashOf(body) }];
};

it.each([
  ['a text that was changed', 'HASH', 2, changed(1, { body: logOf(3)[1]!.body.replace('é 2', 'é 9') })],
  ['a hash that was changed', 'HASH', 2, changed(1, { hash: '0'.repeat(64) })],
  ['an event that was left out', 'GAP', 2, logOf(3).filter((_, at) => at !== 1)],
  ['two events in another order', 'GAP', 2, [0, 2, 1].map((at) => logOf(3)[at])],
  ['an event that comes twice', 'GAP', 3, [0, 1, 1].map((at) => logOf(3)[at])],
  ['a first event that is not the first', 'GAP', 1, logOf(3).slice(1)],
  ['a link to another event', 'LINK', 2, forged((body) => ({ ...body, previous: 'f'.repeat(64) }))],
  ['a link beside the text that differs', 'LINK', 2, changed(1, { previous: 'f'.repeat(64) })],
  ['a first event with a link', 'LINK', 1, changed(0, { previous: 'f'.repeat(64) })],
  ['an event of another ceremony', 'OTHER_CEREMONY', 2, forged((body) => ({ ...body, ceremony: 8 }))],
  ['a number in the text that differs', 'DIFFERS', 2, forged((body) => ({ ...body, seq: 9 }))],
  ['a type in the text that differs', 'DIFFERS', 2, forged((body) => ({ ...body, type: 'x' }))],
  ['a type beside the text that differs', 'DIFFERS', 2, changed(1, { type: 'ceremony.opened' })],
  ['a time beside the text that differs', 'DIFFERS', 2, changed(1, { at: 1 })],
  ['data that are none', 'DIFFERS', 2, forged((body) => ({ ...body, data: 1 }))],
  ['a text with blanks', 'NOT_CANONICAL', 1, spaced()],
  ['a text with a name twice', 'NOT_CANONICAL', 1, twice()],
  ['a text that is no JSON', 'NOT_CANONICAL', 1, [{ ...logOf(1)[0], body: '{', hash: hashOf('{') }]],
  ['what is no event', 'NOT_AN_EVENT', 1, [{ seq: 1 }]],
  ['nothing', 'NOT_AN_EVENT', 1, [null]],
])('finds %s', (_, code, seq, events) => {
  expect(checked(events)).toMatchObject({ code, seq });
});

it('finds a log that was rewritten whole, or cut off at the end', () => {
  const log = logOf(3);
  const rewritten = logOf(3, (body) => ({ ...body, data: { text: 'never happened' } }));
  expect(checked(rewritten)).toMatchObject({ events: 3 });
  const known = [{ seq: 3, hash: log[2]!.hash }];
  expect(checked(rewritten, 3, known)).toMatchObject({ code: 'NOT_AS_KNOWN', seq: 3 });
  expect(checked(log.slice(0, 2), undefined, known)).toMatchObject({ code: 'SHORTER', seq: 3 });
  expect(checked(log.slice(0, 2), 3)).toMatchObject({ code: 'SHORTER', seq: 3 });
});
