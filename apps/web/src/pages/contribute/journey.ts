/** Where somebody stands on the way to a contribution, from what is known of them. */
import type { AnswerBody, CeremonyBody } from '@brebaje/client/rest/bodies';
import type { Me } from '../../session/use-me.ts';
import type { WorkState } from '../../work/state.ts';

export type Eligibility = AnswerBody<'readEligibility'>;
export type Participant = AnswerBody<'readParticipant'>;

/** One screen. */
export type Stage =
  | 'loading'
  /** The ceremony takes nobody any more. */
  | 'over'
  | 'sign-in'
  | 'not-eligible'
  | 'join'
  /** Enrolled; the ceremony has not opened. */
  | 'early'
  | 'prepare'
  /** What an earlier run was doing goes on. */
  | 'resumable'
  | 'elsewhere'
  /** Another browser, machine or program of theirs is at work. */
  | 'away'
  | 'waiting'
  | 'working'
  | 'done'
  /** Took part before, here or elsewhere. */
  | 'done-before'
  | 'lost'
  /** Lost a turn or a place before, and may not go on now. */
  | 'barred'
  | 'failed';

/** The steps that people are shown, in order. */
export const STEPS = ['signIn', 'join', 'prepare', 'wait', 'work', 'keep'] as const;
export type Step = (typeof STEPS)[number];

const STEP_OF: Record<Stage, Step | undefined> = {
  loading: undefined,
  over: undefined,
  'sign-in': 'signIn',
  'not-eligible': 'join',
  join: 'join',
  early: 'prepare',
  prepare: 'prepare',
  resumable: 'wait',
  elsewhere: undefined,
  away: 'work',
  waiting: 'wait',
  working: 'work',
  done: 'keep',
  'done-before': 'keep',
  lost: undefined,
  barred: undefined,
  failed: undefined,
};

export const stepOf = (stage: Stage): Step | undefined => STEP_OF[stage];

export interface Known {
  ceremony: Pick<CeremonyBody, 'status' | 'draining' | 'drained'>;
  me: Me | null | undefined;
  eligibility: Eligibility | undefined;
  /** Their place in the ceremony; undefined: none, or not known yet. */
  participant: Participant | undefined;
  work: WorkState;
}

const TOOK_PART = ['DONE', 'FINALIZING', 'FINALIZED'];
const LOST = ['TIMEDOUT', 'EXHUMED'];

/** Which screen it is. Work that goes on comes before everything that is asked of the server. */
export function stageOf({ ceremony, me, eligibility, participant, work }: Known, now: number): Stage {
  if (work.phase === 'looking') return 'loading';
  if (work.phase === 'waiting' && work.why === 'elsewhere') return 'away';
  if (work.phase !== 'idle' && work.phase !== 'resumable') return work.phase;
  if (me === undefined) return 'loading';
  if (me === null) return isOver(ceremony) ? 'over' : 'sign-in';
  if (!eligibility || (eligibility.enrolled !== undefined && !participant)) return 'loading';
  if (participant && TOOK_PART.includes(participant.status)) return 'done-before';
  if (isOver(ceremony)) return participant && participant.circuitsDone > 0 ? 'done-before' : 'over';
  if (work.phase === 'resumable') return 'resumable';
  if (!participant) {
    if (!eligibility.eligible) return 'not-eligible';
    return ceremony.draining ? 'over' : 'join';
  }
  if (isBarred(participant, now)) return 'barred';
  return ceremony.status === 'SCHEDULED' ? 'early' : 'prepare';
}

/** Whoever is inside a draining ceremony finishes; nobody else has anything to do there. */
function isOver({ status, drained }: Known['ceremony']): boolean {
  return status === 'CANCELED' || status === 'FINALIZED' || (status === 'CLOSED' && drained);
}

/** Whether somebody lost a turn or a place and has to wait, for a time or for good. `now`: seconds. */
function isBarred({ status, barredUntil }: Participant, now: number): boolean {
  if (!LOST.includes(status)) return false;
  return barredUntil === 'forever' || (barredUntil ?? 0) > now;
}
