/**
 * What the server does without anybody, and when it asks for a human. The page of the documentation is written
 * from this table.
 */
import type { AttentionCode } from '@brebaje/protocol/rest/notifications';
import { MOST_GIVEN_UP } from '../notify/retry.ts';

export interface UnattendedRow {
  /** What happens. */
  when: string;
  /** What the server does about it. */
  does: string;
  /** What it costs the people concerned. */
  costs: string;
  /** When a human is asked for. */
  human?: AttentionCode;
  /** Where this is shown, from the root of the house. */
  shownBy: string;
}

const NOTHING = 'Nothing';

export const UNATTENDED: readonly UnattendedRow[] = [
  {
    when: 'Somebody does not finish in time',
    does: 'Warns before, then takes the turn and gives it to whoever is next and present',
    costs: 'What the policy says of a lost turn',
    human: 'PENALTY_LOOP',
    shownBy: 'packages/ceremony/src/work-clock.test.ts',
  },
  {
    when: 'An upload is under way when the time is over',
    does: 'Lets it go on while bytes arrive, at most half the limit longer',
    costs: NOTHING,
    shownBy: 'packages/ceremony/src/work-clock.test.ts',
  },
  {
    when: 'Somebody is offered a turn and does not begin',
    does: 'Passes the turn on after the start window; the person keeps the place',
    costs: NOTHING,
    shownBy: 'packages/ceremony/src/queue.test.ts',
  },
  {
    when: 'Whoever is next is not present',
    does: 'Offers the turn to the first in order who is; the others keep their places',
    costs: NOTHING,
    human: 'NOBODY_PRESENT',
    shownBy: 'packages/ceremony/src/queue-order.test.ts',
  },
  {
    when: 'Somebody in a lobby stops checking in',
    does: 'Removes them from the lobby',
    costs: 'What the policy says of a missed check-in',
    shownBy: 'apps/server/src/sequencer/lobby.test.ts',
  },
  {
    when: 'The time of a reserved turn passes unused',
    does: 'Ends the reservation and goes on with others',
    costs: NOTHING,
    human: 'RESERVATION_UNANSWERED',
    shownBy: 'packages/ceremony/src/reservation.test.ts',
  },
  {
    when: 'The server was away or its clock was changed',
    does: 'Moves every deadline and check-in by the time it could not answer',
    costs: NOTHING,
    shownBy: 'tests/faults/downtime.test.ts',
  },
  {
    when: 'The server ends in the middle of anything',
    does: 'Goes on after the next start: sessions, lobby, queues, the open turn, a check that was running',
    costs: NOTHING,
    shownBy: 'tests/faults/kill.test.ts',
  },
  {
    when: 'One of several servers on one Postgres dies',
    does: 'Another one takes over its checks, its messages and the clocks',
    costs: NOTHING,
    shownBy: 'tests/faults/two-servers.test.ts',
  },
  {
    when: 'A check cannot run, or two engines disagree',
    does: 'Gives the turn back with its whole time; after three such faults in a row pauses that circuit alone',
    costs: NOTHING,
    human: 'CIRCUIT_HALTED',
    shownBy: 'packages/ceremony/src/faults.test.ts',
  },
  {
    when: 'Disk space falls below min-free-disk',
    does: 'Hands out no new turn and says so in the audit trail; the open turn goes on. Goes on by itself once there is space',
    costs: NOTHING,
    human: 'DISK_SHORT',
    shownBy: 'apps/server/src/attention/note-disk.test.ts',
  },
  {
    when: 'The disk is full while something is written',
    does: 'Refuses that request with a code that means “later”; nothing accepted is lost, and whoever is at work and tries again has their whole time again',
    costs: NOTHING,
    human: 'DISK_SHORT',
    shownBy: 'tests/faults/unattended-storage.test.ts',
  },
  {
    when: 'The opening or the closing date comes, or the number of contributions is reached',
    does: 'Opens or closes; closing lets those inside finish, then the ceremony is drained',
    costs: NOTHING,
    human: 'NOT_READY_TO_OPEN',
    shownBy: 'apps/server/src/sequencer/ceremony-life.test.ts',
  },
  {
    when: 'A closed ceremony is drained, and its beacon is published',
    does: 'Waits for somebody who asks for the result: that is for good, and never done by itself',
    costs: NOTHING,
    human: 'RESULT_WAITS',
    shownBy: 'apps/server/src/attention/facts.test.ts',
  },
  {
    when: 'A message cannot be delivered',
    does: `Tries again with growing pauses for about a day, then gives it up; after ${MOST_GIVEN_UP} in a row it switches that subscription off`,
    costs: NOTHING,
    human: 'NOTIFICATIONS_FAIL',
    shownBy: 'tests/scenarios/notifications.test.ts',
  },
  {
    when: 'A session, a link or a code has ended, or somebody signed in and never came',
    does: 'Forgets it',
    costs: NOTHING,
    shownBy: 'apps/server/src/store/unused-users.test.ts',
  },
];

/** What each code of the attention list is about, for the documentation. */
export const ATTENTION_MEANS: Record<AttentionCode, string> = {
  CIRCUIT_HALTED: 'A circuit takes nobody, after three faults of ours in a row or by a coordinator',
  DISK_SHORT: 'There is too little disk space to hand out turns',
  VERIFICATION_HANGS: 'A contribution has been checked for more than 15 minutes',
  NOBODY_PRESENT: 'People wait for a circuit and for 10 minutes none of them was present',
  RESULT_FAILED:
    'The result could not be made: the beacon’s value could not be had, or a chain does not hold',
  NOT_READY_TO_OPEN: 'The opening date is less than 48 hours away and something keeps it from opening',
  RESULT_WAITS:
    'The ceremony is closed, nobody is inside and its beacon, if it has one, is published, but nobody has asked for the result',
  MINIMUM_OUT_OF_REACH:
    'At the pace so far the minimum of contributions is not reached before the closing date',
  RESERVATION_UNANSWERED: 'A reserved turn begins within a day and its person has not answered',
  PENALTY_LOOP: 'Somebody has lost three turns and is still in',
  TERMS_NOT_ACCEPTED: 'People on the list have not accepted the terms, so they cannot get a turn',
  NOTIFICATIONS_FAIL: 'Messages were given up or subscriptions switched off in the last seven days',
  NO_MAIL_SERVER: 'There are invitations with an e-mail address and no mail server to send them',
  TEST_IN_PUBLIC: 'A test ceremony is on a public address',
};
