import { EVENT_TYPES } from '@brebaje/protocol/events';
import { describe, expect, it } from 'vitest';
import { message, type TextKey } from '../texts/catalogue.ts';
import { createFormats } from '../texts/formats.ts';
import { localeOf } from '../texts/locale.ts';
import { fill, type Values } from '../texts/message.ts';
import { eventSentence } from './event-sentence.ts';

const speaker = (asked: string | null) => {
  const { catalogue, tag } = localeOf(asked, 'en');
  return {
    t: (key: TextKey, values?: Values) => fill(tag, message(catalogue, key), values),
    formats: createFormats(tag),
  };
};
const english = speaker(null);
const said = (type: string, data: object, by = english) =>
  eventSentence(by, { type, body: JSON.stringify({ data }) });

/** What an event of any kind may say. */
const DATA = {
  participant: 7,
  who: 'coordinator',
  by: 3,
  reason: 'why not',
  slug: 'kzg',
  outcome: 'aborted',
  cause: 'ABORTED',
  position: 4,
  code: 'X1',
  text: 'what was said',
  note: 'halted',
  override: 'priority',
  from: 'DOWNLOADING',
  to: 'COMPUTING',
  until: 1_800_000_000_000,
  deadlineAt: 1_800_000_000_000,
  changes: [{ field: 'policy.attempts', old: 1, new: { type: 'FIXED', duration: 900_000 } }],
  beacon: { round: 12, at: 1_800_000_000_000 },
};

describe('an event as a sentence', () => {
  it.each(EVENT_TYPES)('%s is wholly of the catalogue', (type) => {
    const { text, words, participant } = said(type, DATA, speaker('en-XA'));
    expect(words[0]).toBe(type);
    expect(participant).toBe(7);
    // What people wrote and moments stay; all else is accented and in brackets.
    const left = text.replace(/\[[^\]]*\]/g, '').replace('what was said', '');
    expect(left.trim()).toBe('');
    expect(text).not.toMatch(/undefined|NaN|\{/);
    expect(said(type, { who: 'server', to: 'COMPUTING' }).text).not.toMatch(/undefined|NaN|\{/);
  });

  it('says by whom, why and what changed', () => {
    expect(
      said('ceremony.amended', { ...DATA, from: undefined, beacon: undefined, outcome: undefined }),
    ).toEqual({
      text: 'The ceremony was amended. By a coordinator (account 3). They gave the turn back. Reason: “why not” policy.attempts: 15 minutes instead of 1.',
      words: ['ceremony.amended', 'halted', 'priority', 'ABORTED', 'X1'],
      participant: 7,
    });
    expect(said('turn.step', { from: 'DOWNLOADING', to: 'COMPUTING', who: 'participant' })).toEqual({
      text: 'Has downloaded; began to compute.',
      words: ['turn.step', 'DOWNLOADING → COMPUTING'],
      participant: undefined,
    });
    expect(said('coordinator.override', { override: 'priority', from: 1, to: 2 }).text).toBe(
      'The place in the line was changed. 2 instead of 1.',
    );
    const [from, to] = [
      { priority: 0, queueClass: 'PUBLIC' },
      { priority: 7, queueClass: 'PUBLIC' },
    ];
    expect(said('coordinator.override', { override: 'priority', from, to }).text).toBe(
      'The place in the line was changed. priority: 7 instead of 0.',
    );
    expect(said('turn.opened', { deadlineAt: null }).text).toBe('The turn began. There is no limit of time.');
  });

  it('falls back on the server’s words for codes of a newer one, and on the name of a kind', () => {
    expect(said('turn.step', { from: 'COMPUTING', to: 'SINGING', who: 'participant' }).text).toBe(
      'From COMPUTING to SINGING, by the participant.',
    );
    expect(said('coordinator.note', { note: 'sung', text: 'A song' }).text).toBe('A note was made. A song');
    expect(said('ceremony.sung', { participant: 2 })).toEqual({
      text: 'ceremony.sung',
      words: ['ceremony.sung'],
      participant: 2,
    });
    expect(eventSentence(english, { type: 'ceremony.paused', body: 'no json' }).text).toBe(
      'The ceremony was paused; nobody loses a place or a turn.',
    );
  });
});
