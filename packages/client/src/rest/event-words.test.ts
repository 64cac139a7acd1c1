import { expect, it } from 'vitest';
import { eventWords } from './event-words.ts';

it('says what a logged event says', () => {
  const body = JSON.stringify({
    data: { who: 'coordinator', by: 3, from: 'OPENED', to: 'PAUSED', reason: 'a move' },
  });
  expect(eventWords({ type: 'ceremony.paused', body })).toBe(
    'The ceremony was paused; nobody loses a place or a turn, by a coordinator (user 3): “a move”.',
  );
});

it('shows what it does not know by its name', () => {
  expect(eventWords({ type: 'ceremony.sung', body: '{}' })).toBe('ceremony.sung');
  expect(eventWords({ type: 'ceremony.paused', body: 'no json' })).toBe('ceremony.paused');
});
