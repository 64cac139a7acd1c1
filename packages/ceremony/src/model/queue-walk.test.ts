import { expect, it } from 'vitest';
import { exploreAll } from './queue-explorer.ts';

/** What a walk must have met at least once, or it shows nothing. */
const EVERYTHING = `
  participant.enrolled participant.waiting participant.ready participant.timedout participant.exhumed
  participant.returned participant.barred participant.removed
  turn.opened turn.step turn.warned turn.extended turn.closed
  contribution.received contribution.accepted contribution.refused coordinator.override
  NOT_YOUR_TURN NO_MORE_TIME ILLEGAL_TRANSITION ALREADY_CONTRIBUTED
`
  .trim()
  .split(/\s+/);

const PATCHES = `
  join select confirm decline start report timeout replace readmit confirmed
`
  .trim()
  .split(/\s+/)
  .map((intent) => `patch does ${intent}`);

it('walks 50,000 steps through queues and can always go on', () => {
  const { broken, answers } = exploreAll(1, 400, 125);
  expect(broken).toEqual([]);
  const missing = [...EVERYTHING, ...PATCHES].filter((answer) => !answers.has(answer));
  expect(missing).toEqual([]);
});
