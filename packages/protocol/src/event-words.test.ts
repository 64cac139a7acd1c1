import { describe, expect, it } from 'vitest';
import { eventWords } from './event-words.ts';
import { EVENT_TYPES, type EventType, fitEvent } from './events.ts';

const hash = 'ab'.repeat(32);
const who = 'server';
const move = { from: 'WAITING', to: 'READY', who };
const ceremony = { from: 'OPENED', to: 'PAUSED', who };

/** One event of each type, with no more than it must say. */
const LEAST: Record<EventType, Record<string, unknown>> = {
  'ceremony.created': { slug: 'kzg', scheme: 'KZG', test: true, who },
  'ceremony.opened': { ...ceremony, manifest: hash },
  'ceremony.paused': ceremony,
  'ceremony.resumed': ceremony,
  'ceremony.amended': { who },
  'ceremony.closed': ceremony,
  'ceremony.drained': { who },
  'ceremony.canceled': ceremony,
  'ceremony.finalizing': { who },
  'ceremony.finalized': ceremony,
  'participant.enrolled': { to: 'CREATED', who },
  'participant.waiting': move,
  'participant.ready': move,
  'participant.timedout': { ...move, cause: 'DEADLINE' },
  'participant.exhumed': move,
  'participant.returned': move,
  'participant.barred': { cause: 'DEADLINE', until: 'forever', who },
  'participant.removed': { who },
  'participant.finalized': move,
  'turn.opened': { ...move, deadlineAt: null },
  'turn.step': { from: 'DOWNLOADING', to: 'COMPUTING', who },
  'turn.warned': { deadlineAt: 0, who },
  'turn.extended': { deadlineAt: null, who },
  'turn.closed': { outcome: 'accepted', who },
  'contribution.received': { who },
  'contribution.accepted': { ...move, position: 1, head: hash },
  'contribution.refused': { code: 'X', text: 'no', who },
  'coordinator.note': { note: 'halted', who },
  'coordinator.override': { override: 'timeout', who },
};

describe('events in words', () => {
  it.each(EVENT_TYPES)('%s is a sentence with as little as it may say', (type) => {
    const words = eventWords(type, fitEvent({ type, data: LEAST[type] }).data);
    expect(words).toMatch(/^[A-Z].*\S$/s);
    expect(words).not.toMatch(/undefined|null|NaN|\[object|\s\s/);
  });

  it('say by whom and why', () => {
    const order = { override: 'priority', reason: 'first come', from: 1, to: 2, who: 'coordinator', by: 7 };
    expect(eventWords('coordinator.override', order)).toBe(
      'Override (priority), by a coordinator (user 7): “first come”. 2 instead of 1.',
    );
    const amended = {
      changes: [{ field: 'policy.attempts', old: 1, new: 3 }],
      why: 'bad weather',
      from: 0,
      who: 'coordinator',
    };
    expect(eventWords('ceremony.amended', amended)).toBe(
      'The ceremony was amended, by a coordinator: “bad weather”. policy.attempts: 3 instead of 1. It holds from 1970-01-01 00:00:00 UTC.',
    );
    const [old, now] = [600_000, 900_000].map((duration) => ({ type: 'FIXED', duration }));
    expect(
      eventWords('ceremony.amended', { ...amended, changes: [{ field: 'timeout', old, new: now }] }),
    ).toContain(' timeout: 15min instead of 10min. ');
    expect(eventWords('ceremony.closed', { ...ceremony, cause: 'count' })).toBe(
      'The ceremony closed; whoever is inside finishes, by the server, because enough contributions were accepted.',
    );
    expect(eventWords('contribution.refused', LEAST['contribution.refused'])).toBe(
      'The contribution was refused, by the server. X: no',
    );
  });
});
