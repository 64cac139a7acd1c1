import { TOPIC_NAMES, TOPICS } from '@brebaje/protocol/topics';
import { describe, expect, it } from 'vitest';
import { oneLine, plainText } from './message.ts';
import type { Notice } from './notice.ts';
import { momentIn } from './times.ts';
import { factsOf, topicOf } from './topics.ts';
import { messageOf } from './words.ts';

const AT = Date.parse('2026-11-21T23:30:00Z');
const notice = (changes: Partial<Notice>): Notice => ({
  topic: 'turn.yours',
  at: AT,
  ceremony: { id: 1, slug: 'kzg', title: 'Powers of tau', test: false },
  participant: { id: 7, name: 'anna' },
  self: true,
  facts: {},
  ...changes,
});
const reader = { timeZone: 'Europe/Berlin', link: 'https://example.org/c/kzg' };

describe('a moment', () => {
  it('is in the time zone of the person, with UTC beside', () => {
    expect(momentIn(AT, 'Europe/Berlin')).toBe(
      'Sunday 22 November 2026, 00:30 (Europe/Berlin), Saturday 21 November 2026, 23:30 UTC',
    );
    expect(momentIn(AT, 'America/New_York')).toBe(
      'Saturday 21 November 2026, 18:30 (America/New_York), 23:30 UTC',
    );
    expect(momentIn(AT, 'UTC')).toBe('Saturday 21 November 2026, 23:30 UTC');
  });
});

describe('every topic', () => {
  const readers = TOPIC_NAMES.flatMap((topic) =>
    TOPICS[topic].to.map((audience) => [topic, audience] as const),
  );
  it.each(readers)('%s has words for %s', (topic, audience) => {
    const facts = { text: 'Something.', next: 'Do it.', deadlineAt: AT, cause: 'DEADLINE', position: 3 };
    const message = messageOf(notice({ topic, self: audience === 'person', facts }), reader);
    expect(message.subject).toMatch(/Powers of tau/);
    expect(message.subject).toBe(oneLine(message.subject));
    for (const part of [message.text, message.next]) expect(part).toMatch(/^\S.*[.!]$/s);
    expect(plainText(message).match(/https?:\/\//g)).toHaveLength(1);
  });

  it('tells the person and others apart', () => {
    const lost = { topic: 'turn.timedout', facts: { cause: 'DEADLINE' } } as const;
    expect(messageOf(notice(lost), reader).subject).toBe('You lost your turn: Powers of tau');
    expect(messageOf(notice({ ...lost, self: false }), reader).subject).toBe(
      'anna lost a turn: Powers of tau',
    );
  });

  it('says until when a turn must begin', () => {
    const { text } = messageOf(notice({ facts: { deadlineAt: AT } }), reader);
    expect(text).toContain('Begin before Sunday 22 November 2026, 00:30 (Europe/Berlin)');
  });

  it('marks tests', () => {
    const { ceremony } = notice({});
    const { subject } = messageOf(notice({ ceremony: { ...ceremony, test: true } }), reader);
    expect(subject).toBe('It is your turn: TEST Powers of tau');
  });

  it('has nothing to say to people whom it is not for', () => {
    expect(() => messageOf(notice({ topic: 'turn.coming', self: false }), reader)).toThrow(/nothing is said/);
  });
});

describe('an event', () => {
  const told = (type: string, data: Record<string, unknown> = {}, discipline: 'LOBBY' | 'QUEUE' = 'QUEUE') =>
    topicOf({ seq: 1, type, data }, discipline);
  it.each([
    ['participant.ready', {}, 'turn.yours'],
    ['turn.warned', {}, 'turn.warned'],
    ['participant.timedout', { cause: 'DEADLINE', from: 'CONTRIBUTING' }, 'turn.timedout'],
    ['participant.exhumed', {}, 'participant.replaced'],
    ['contribution.accepted', {}, 'contribution.verified'],
    ['contribution.refused', {}, 'contribution.refused'],
    ['ceremony.opened', {}, 'ceremony.opened'],
    ['ceremony.closed', {}, 'ceremony.closed'],
    ['ceremony.canceled', {}, 'ceremony.closed'],
    ['ceremony.finalized', {}, 'ceremony.finalized'],
    ['coordinator.note', { note: 'announcement', text: 'Hello' }, 'announcement'],
    ['coordinator.note', { note: 'incident', text: 'A fire' }, 'announcement'],
  ])('%s is told as %s', (type, data, topic) => {
    expect(told(type, data)).toEqual({ topic, personOnly: false });
  });

  it.each([
    ['participant.waiting', {}],
    ['turn.step', {}],
    ['coordinator.note', { note: 'disk short', text: 'No disk' }],
    ['coordinator.note', { note: 'reservation', who: 'coordinator', reason: 'x' }],
    // Told as a refused contribution.
    ['participant.timedout', { cause: 'REFUSED', from: 'CONTRIBUTING' }],
    ['no.such', {}],
  ])('%s is told to nobody', (type, data) => expect(told(type, data)).toBeNull());

  it('that begins a turn is told once: as an offer in a queue, at its beginning in a lobby', () => {
    expect(told('participant.ready', {}, 'LOBBY')).toBeNull();
    expect(told('turn.opened', {}, 'LOBBY')?.topic).toBe('turn.yours');
    expect(told('turn.opened')).toBeNull();
  });

  it('of somebody who leaves a lobby is told to that person alone', () => {
    expect(told('participant.timedout', { cause: 'MISSED_CHECK_IN', from: 'WAITING' })?.personOnly).toBe(
      true,
    );
  });

  it('hands on the facts that messages use and no others', () => {
    const data = { participant: 1, deadlineAt: 5, cause: 'DEADLINE', reason: 'x', identity: 'secret' };
    expect(factsOf({ seq: 1, type: 'turn.warned', data })).toEqual({ deadlineAt: 5, cause: 'DEADLINE' });
  });
});

describe('one line', () => {
  it('has no sign that ends a header or turns text round', () => {
    expect(oneLine('Hi\r\nBcc: all@example.org\u2028x\u202ey')).toBe('Hi Bcc: all@example.org x y');
  });
});
