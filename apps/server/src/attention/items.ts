/** What needs a human, told from a few facts. Nothing here reads or waits: the same facts give the same list. */
import { ATTENTION_CODES, type AttentionCode } from '@brebaje/protocol/rest/notifications';

/** Facts about one ceremony; times in milliseconds. */
export interface AttentionFacts {
  now: number;
  status: 'SCHEDULED' | 'OPENED' | 'PAUSED' | 'CLOSED' | 'CANCELED' | 'FINALIZED';
  discipline: 'LOBBY' | 'QUEUE';
  test: boolean;
  /** Others than this machine reach the server. */
  inPublic: boolean;
  opensAt: number | null;
  closesAt: number | null;
  /** Contributions that each circuit needs. */
  minimum: number;
  /** What is wrong with a ceremony that is about to open, in words. */
  openingFaults: readonly string[];
  diskShortSince: number | null;
  /** Everything is there for the result, since then, and nobody makes it; `problem`: why it could not be made. */
  resultWaits: { since: number; problem: string | null } | null;
  circuits: readonly CircuitFacts[];
  verifying: readonly { circuitId: number; participantId: number; name: string; receivedAt: number }[];
  /** Subscriptions that were switched off, and messages given up lately. */
  switchedOff: readonly { since: number }[];
  givenUp: readonly { since: number; error: string | null }[];
  /** People who lost several turns by their own fault and are still in. */
  losers: readonly { participantId: number; name: string; lost: number; since: number }[];
  /** People who were put on the list and have not accepted the terms. */
  unaccepted: { count: number; since: number } | null;
  reservations: readonly ReservationFacts[];
  canMail: boolean;
  /** E-mail addresses that wait for a message. */
  addresses: { count: number; since: number } | null;
}

export interface CircuitFacts {
  id: number;
  slug: string;
  haltedAt: number | null;
  haltedWhy: string | null;
  /** Accepted contributions. */
  position: number;
  /** How long a turn takes; null: nobody knows yet. */
  meanMillis: number | null;
  openTurn: boolean;
  waiting: number;
  present: number;
  /** Since when nothing has happened on it although people wait; null: nobody waits. */
  idleSince: number | null;
}

export interface ReservationFacts {
  circuitId: number;
  participantId: number;
  name: string;
  from: number;
  /** The person is there, or at work. */
  present: boolean;
}

export interface AttentionItem {
  code: AttentionCode;
  /** Tells items of one code apart. */
  subject: string;
  /** null: from the moment somebody noticed. */
  since: number | null;
  sentence: string;
  next: string;
  circuitId?: number;
  participantId?: number;
}

/** A check that takes longer hangs: the largest one measured took minutes. */
export const VERIFICATION_HANGS_AFTER = 15 * 60_000;

/** People who wait while nobody of them is present for so long need a message. */
export const NOBODY_PRESENT_AFTER = 10 * 60_000;

/** So many turns lost by one person will not get better by themselves. */
export const LOOP = 3;

/** How long before its opening or a reserved turn somebody can still do something. */
export const AHEAD = 48 * 3_600_000;
const RESERVATION_AHEAD = 24 * 3_600_000;

type Check = (facts: AttentionFacts) => Omit<AttentionItem, 'code'>[];

const count = (number: number, one: string, many: string): string =>
  number === 1 ? `1 ${one}` : `${number} ${many}`;

const opensSoon = ({ status, opensAt, now }: AttentionFacts): boolean =>
  status === 'SCHEDULED' && opensAt !== null && opensAt - now <= AHEAD;

const CHECKS: Record<AttentionCode, Check> = {
  CIRCUIT_HALTED: ({ circuits }) =>
    circuits
      .filter(({ haltedAt }) => haltedAt !== null)
      .map(({ id, slug, haltedAt, haltedWhy }) => ({
        subject: String(id),
        since: haltedAt,
        sentence: `Circuit ${slug} takes nobody${haltedWhy === null ? '' : `: ${haltedWhy}`}.`,
        next: 'Find the cause in the log of the server, then let the circuit go on (resume). Nobody has lost a turn by it.',
        circuitId: id,
      })),

  DISK_SHORT: ({ diskShortSince }) =>
    diskShortSince === null
      ? []
      : [
          {
            subject: '',
            since: diskShortSince,
            sentence: 'The server is short of disk space and hands out no new turn.',
            next: 'Make room on the disk of the data folder, or lower min-free-disk. Turns go on by themselves then.',
          },
        ],

  VERIFICATION_HANGS: ({ verifying, now }) =>
    verifying
      .filter(({ receivedAt }) => now - receivedAt > VERIFICATION_HANGS_AFTER)
      .map(({ circuitId, participantId, name, receivedAt }) => ({
        subject: String(participantId),
        since: receivedAt,
        sentence: `The contribution of ${name} has been checked for ${minutes(now - receivedAt)} without a verdict.`,
        next: 'See whether the server, or its workers, run and have memory and processor time left. If it does not end, time the turn out: it costs the participant nothing.',
        circuitId,
        participantId,
      })),

  RESULT_FAILED: ({ resultWaits }) =>
    resultWaits === null || resultWaits.problem === null
      ? []
      : [
          {
            subject: '',
            since: resultWaits.since,
            sentence: `The result could not be made: ${resultWaits.problem}`,
            next: 'Finalize again, which tries again. The value of a beacon that the server cannot ask for is handed in: on the page beside it, or by --round-file.',
          },
        ],

  NOBODY_PRESENT: ({ status, discipline, circuits, now }) =>
    status !== 'OPENED' || discipline !== 'QUEUE'
      ? []
      : circuits
          .filter(
            ({ haltedAt, openTurn, waiting, present, idleSince }) =>
              haltedAt === null &&
              !openTurn &&
              waiting > 0 &&
              present === 0 &&
              idleSince !== null &&
              now - idleSince > NOBODY_PRESENT_AFTER,
          )
          .map(({ id, slug, waiting, idleSince }) => ({
            subject: String(id),
            since: idleSince,
            sentence: `${count(waiting, 'person waits', 'people wait')} for circuit ${slug}, and none of them is present.`,
            next: 'Write to them: a turn is offered to whoever opens the page or runs the command.',
            circuitId: id,
          })),

  NOT_READY_TO_OPEN: (facts) =>
    !opensSoon(facts) || facts.openingFaults.length === 0
      ? []
      : [
          {
            subject: '',
            since: null,
            sentence: `It cannot open: ${facts.openingFaults.join('; ')}.`,
            next: 'Correct this before the opening date; it opens by itself as soon as nothing is wrong.',
          },
        ],

  RESULT_WAITS: ({ resultWaits }) =>
    resultWaits === null || resultWaits.problem !== null
      ? []
      : [
          {
            subject: '',
            since: resultWaits.since,
            sentence: 'Everybody is through, and nothing is missing for the result.',
            next: 'Finalize the ceremony: by the command, or under Setup, State.',
          },
        ],

  MINIMUM_OUT_OF_REACH: ({ status, closesAt, minimum, circuits, now }) =>
    status !== 'OPENED' || closesAt === null
      ? []
      : circuits
          .filter(
            ({ position, meanMillis }) =>
              position < minimum && meanMillis !== null && (minimum - position) * meanMillis > closesAt - now,
          )
          .map(({ id, slug, position }) => ({
            subject: String(id),
            since: null,
            sentence: `Circuit ${slug} has ${position} of ${minimum} contributions, and at this pace the rest does not fit before the closing date.`,
            next: 'Move the closing date by an amendment, invite more people, or shorten the time of a turn.',
            circuitId: id,
          })),

  RESERVATION_UNANSWERED: ({ reservations, now }) =>
    reservations
      .filter(({ from, present }) => !present && from - now <= RESERVATION_AHEAD)
      .map(({ circuitId, participantId, name, from }) => ({
        subject: `${circuitId}/${participantId}/${from}`,
        since: from - RESERVATION_AHEAD,
        sentence: `${name} has a reserved turn ${from > now ? 'soon' : 'now'} and has not answered.`,
        next: 'Ask the person, or cancel the reservation so that the circuit goes on with others.',
        circuitId,
        participantId,
      })),

  PENALTY_LOOP: ({ losers }) =>
    losers
      .filter(({ lost }) => lost >= LOOP)
      .map(({ participantId, name, lost, since }) => ({
        subject: String(participantId),
        since,
        sentence: `${name} has lost ${lost} turns.`,
        next: 'Help them, give them a longer turn (reservation), or remove them from the queue.',
        participantId,
      })),

  TERMS_NOT_ACCEPTED: (facts) =>
    facts.unaccepted === null || !(facts.status === 'OPENED' || opensSoon(facts))
      ? []
      : [
          {
            subject: '',
            since: facts.unaccepted.since,
            sentence: `${count(facts.unaccepted.count, 'person on the list has', 'people on the list have')} not accepted the terms and cannot get a turn.`,
            next: 'Remind them to open their invitation.',
          },
        ],

  NOTIFICATIONS_FAIL: ({ switchedOff, givenUp }) => {
    if (switchedOff.length + givenUp.length === 0) return [];
    const error = givenUp.find(({ error }) => error !== null)?.error;
    return [
      {
        subject: '',
        since: Math.min(...[...switchedOff, ...givenUp].map(({ since }) => since)),
        sentence: `${count(givenUp.length, 'message', 'messages')} could not be delivered${error === undefined ? '' : ` (${error})`}${
          switchedOff.length === 0
            ? ''
            : `, and ${count(switchedOff.length, 'subscription was', 'subscriptions were')} switched off`
        }.`,
        next: 'Correct the address or the receiver, then switch the subscription on again.',
      },
    ];
  },

  NO_MAIL_SERVER: ({ canMail, addresses }) =>
    canMail || addresses === null
      ? []
      : [
          {
            subject: '',
            since: addresses.since,
            sentence: `${count(addresses.count, 'person has', 'people have')} an e-mail address here, and this server sends no e-mail.`,
            next: 'Copy the text of each invitation and send it yourself, or have the operator configure smtp-url and mail-from.',
          },
        ],

  TEST_IN_PUBLIC: ({ test, inPublic }) =>
    test && inPublic
      ? [
          {
            subject: '',
            since: null,
            sentence: 'This is a TEST ceremony on a public address: nobody can rely on its result.',
            next: 'If it is meant seriously, create it again without the test mark.',
          },
        ]
      : [],
};

/** Everything that needs a human, the most urgent first. Nothing of a ceremony that is over. */
export function attentionItems(facts: AttentionFacts): AttentionItem[] {
  if (facts.status === 'CANCELED' || facts.status === 'FINALIZED') return [];
  return ATTENTION_CODES.flatMap((code) => CHECKS[code](facts).map((item) => ({ code, ...item })));
}

const minutes = (millis: number): string => `${Math.round(millis / 60_000)} minutes`;
