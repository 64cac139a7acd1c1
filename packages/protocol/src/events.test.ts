import { CEREMONY_RULES } from '@brebaje/ceremony/ceremony-status';
import { TRANSITIONS } from '@brebaje/ceremony/transitions';
import { describe, expect, it } from 'vitest';
import { EVENT_DATA, EVENT_TYPES, fitEvent, LIVE_DATA, UnfitEvent } from './events.ts';

const enrolled = { participant: 1, to: 'CREATED', who: 'participant', identity: 'ab'.repeat(32) };

describe('the vocabulary of events', () => {
  it('has a word for every transition of the rules', () => {
    const words = [...TRANSITIONS, ...CEREMONY_RULES].map(({ event }) => event);
    expect(words.filter((word) => !(word in EVENT_DATA))).toEqual([]);
  });

  it('keeps what only listeners hear out of the log', () => {
    expect(Object.keys(LIVE_DATA).filter((word) => word in EVENT_DATA)).toEqual([]);
    expect(() =>
      fitEvent({ type: 'progress', data: { participant: 1, step: 'COMPUTING', percent: 1 } }),
    ).toThrow(UnfitEvent);
  });

  it('passes what fits', () => {
    const event = { type: 'participant.enrolled', data: enrolled, private: { identity: 'eth|0x' } };
    expect(fitEvent(event)).toBe(event);
  });

  it.each(EVENT_TYPES)('lets nothing about a person into %s that is not named', (type) => {
    const personal = { email: 'a@b.example', address: '0x00', handle: 'a', ip: '::1', userId: 1, name: 'A' };
    for (const [field, value] of Object.entries(personal)) {
      const { error } = EVENT_DATA[type].safeParse({ [field]: value });
      const unknown = error?.issues.find(({ code }) => code === 'unrecognized_keys');
      expect(unknown).toMatchObject({ keys: [field] });
    }
  });

  it('refuses an identity that is no commitment, and words that are none of the rules', () => {
    const wrong: [string, Record<string, unknown>][] = [
      ['participant.enrolled', { ...enrolled, identity: 'eth|0x00' }],
      ['participant.enrolled', { ...enrolled, who: 'nobody' }],
      ['participant.timedout', { from: 'WAITING', to: 'TIMEDOUT', who: 'server', cause: 'LAZY' }],
      ['participant.timedout', { from: 'WAITING', to: 'TIMEDOUT', who: 'server' }],
      ['participant.waiting', { from: 'ASLEEP', to: 'WAITING', who: 'server' }],
      ['turn.closed', {}],
      ['coordinator.note', { note: 'a: b', text: 'x' }],
      ['coordinator.override', { override: 'timeout', reason: '' }],
    ];
    for (const [type, data] of wrong) expect(() => fitEvent({ type, data })).toThrow(UnfitEvent);
  });
});
