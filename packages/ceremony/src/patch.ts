/**
 * What `PATCH /participants/{id}` means. A patch is a guarded command: this says which rule it asks for, or
 * why it is refused and which moves there are. It changes nothing itself.
 */
import { admits, clocksRun, isLive } from './gate.ts';
import type { Gate, Member, RuleRefusal } from './lobby-types.ts';
import type { ContributionStep, ParticipantStatus } from './participant.ts';
import { CONTRIBUTION_STEPS } from './participant.ts';
import { reportStep, type StepFacts } from './steps.ts';
import { type Actor, moves } from './transitions.ts';

/** Percentages, as the contributor's client sees them. */
export interface ProgressFigures {
  downloadProgress?: number;
  computationProgress?: number;
  uploadProgress?: number;
}

/** Any subset of the writable fields. */
export interface Patch {
  status?: ParticipantStatus;
  contributionStep?: ContributionStep;
  /** Percentage of the current step. */
  contributionProgress?: number;
  /** Accepted as the interface has them, and ignored: the server keeps its own time. */
  contributionStartedAt?: number;
  verificationStartedAt?: number;
  tempContributionData?: ProgressFigures;
}

export interface PatchSituation extends StepFacts {
  gate: Gate;
  member: Member;
  /** The free slot would go to them now if they were there: `nextOffer` names them once they are `seen`. */
  selected: boolean;
  /** Their chain takes nobody at the moment. */
  halted?: boolean;
  /** Place in the queue or lobby; null: in none. */
  position: number | null;
}

/** The rule that the patch asks for. */
export type Intent =
  /** Nothing to do: it is so already, or only `edits` change. */
  | { do: 'confirmed' }
  /** joinQueue; in a lobby a check-in. */
  | { do: 'join' }
  /** offer, then confirmReady. */
  | { do: 'select' }
  | { do: 'confirm' }
  | { do: 'decline' }
  /** startWork. */
  | { do: 'start'; figures?: ProgressFigures }
  /** reportStep, and the figures beside it. A step VERIFYING is `receive`. */
  | { do: 'report'; step: ContributionStep; progress: number; figures?: ProgressFigures }
  /** timeOutWork, needs a reason; so do the next two. */
  | { do: 'timeout' }
  /** replace, of somebody TIMEDOUT. */
  | { do: 'replace' }
  /** readmit; in a lobby amnesty. */
  | { do: 'readmit' };

export interface Interpreted {
  intent: Intent;
}

/** What may be changed besides, by field: the values are for others to judge. */
export interface Edits {
  publicName?: unknown;
  acceptTerms?: unknown;
  tempContributionData?: unknown;
  archived?: unknown;
  priority?: unknown;
  queueClass?: unknown;
}

export interface PatchRefused {
  refusal: RuleRefusal;
  /** The moves that are possible by PATCH now, by this caller. */
  allowed: ParticipantStatus[];
  /** Place in the queue, where somebody asked for a turn that is not theirs yet. */
  position?: number;
}

/**
 * Interprets a patch by somebody who is one or several of: the participant, a coordinator of the ceremony, an
 * operator (who is a coordinator as well).
 */
export function interpretPatch(
  situation: PatchSituation,
  patch: Patch,
  actors: readonly Actor[],
): Interpreted | PatchRefused {
  const intent = intentOf(situation, patch, actors);
  return 'refusal' in intent ? intent : { intent };
}

/** Why the caller may not edit these fields of a participant now; null: they may. */
export function refusesEdits(
  { status, contributionStep }: Member,
  { publicName, acceptTerms, tempContributionData, archived, priority, queueClass }: Edits,
  actors: readonly Actor[],
): Extract<RuleRefusal, 'NOT_PERMITTED' | 'ILLEGAL_TRANSITION'> | null {
  const own = [publicName, acceptTerms, tempContributionData].some((value) => value !== undefined);
  if (own && !actors.includes('participant')) return 'NOT_PERMITTED';
  const ordered = archived !== undefined || priority !== undefined || queueClass !== undefined;
  if (ordered && !actors.includes('coordinator')) return 'NOT_PERMITTED';
  // A name that stands beside an accepted contribution, or in a base that was handed out, is part of the record.
  const fixed = contributionStep === 'COMPLETED' || status === 'CONTRIBUTING';
  return publicName !== undefined && fixed ? 'ILLEGAL_TRANSITION' : null;
}

/** The statuses that the caller can bring about by PATCH now. */
export function allowedMoves(situation: PatchSituation, actors: readonly Actor[]): ParticipantStatus[] {
  const { member, selected, gate } = situation;
  if (!isLive(gate) || member.cause === 'REMOVED') return [];
  const possible = new Set(actors.flatMap((who) => (who === 'server' ? [] : moves(member.status, who))));
  // The server selects; who asks for it at the right moment is selected.
  if (member.status === 'WAITING' && selected && actors.includes('participant')) possible.add('READY');
  // The reason of a coordinator makes it the server's move.
  if (isLost(member) && actors.includes('coordinator')) possible.add('WAITING');
  if (!clocksRun(gate) || situation.halted) possible.delete('CONTRIBUTING');
  if (member.status === 'CREATED' && !admits(gate)) possible.delete('WAITING');
  return [...possible];
}

function intentOf(situation: PatchSituation, patch: Patch, actors: readonly Actor[]): Intent | PatchRefused {
  const { member } = situation;
  const { status } = patch;
  const reports =
    patch.contributionStep !== undefined ||
    patch.contributionProgress !== undefined ||
    patch.tempContributionData !== undefined;
  if (isLateCompletion(member, patch)) return { do: 'confirmed' };
  if (status === undefined || status === member.status) {
    if (reports) return reportIntent(situation, patch, actors);
    const confirms = status === 'READY' && actors.includes('participant');
    return { do: confirms ? 'confirm' : 'confirmed' };
  }
  if (!allowedMoves(situation, actors).includes(status)) return refuseMove(situation, status, actors);
  // A report beside a change of status can only be the step that the work begins with.
  if (reports && !(status === 'CONTRIBUTING' && beginsWork(patch))) {
    return refuse(situation, 'ILLEGAL_TRANSITION', actors);
  }
  return moveIntent(member, status, patch);
}

function moveIntent(member: Member, status: ParticipantStatus, patch: Patch): Intent {
  switch (status) {
    case 'WAITING':
      if (member.status === 'CREATED') return { do: 'join' };
      return { do: member.status === 'READY' ? 'decline' : 'readmit' };
    case 'READY':
      return { do: 'select' };
    case 'CONTRIBUTING':
      return { do: 'start', ...figuresOf(patch) };
    case 'TIMEDOUT':
      return { do: 'timeout' };
    default:
      return { do: 'replace' };
  }
}

/** Progress and steps: by whoever contributes, as far as the server can see. */
function reportIntent(
  situation: PatchSituation,
  patch: Patch,
  actors: readonly Actor[],
): Intent | PatchRefused {
  const { member } = situation;
  const step = patch.contributionStep ?? member.contributionStep;
  const same = step === member.contributionStep;
  const progress = patch.contributionProgress ?? (same ? member.contributionProgress : 0);
  const nothingNew =
    same && progress === member.contributionProgress && patch.tempContributionData === undefined;
  if (nothingNew && member.status !== 'CONTRIBUTING') return { do: 'confirmed' };
  if (!actors.includes('participant')) return refuse(situation, 'NOT_PERMITTED', actors);
  // The server's own work has no progress that a client could tell.
  if (same && step === 'VERIFYING' && member.status === 'CONTRIBUTING') return { do: 'confirmed' };
  const reported = reportStep(member, step, progress, situation, 'participant');
  if ('refusal' in reported) {
    const next = CONTRIBUTION_STEPS[CONTRIBUTION_STEPS.indexOf(member.contributionStep) + 1];
    const unseen = member.status === 'CONTRIBUTING' && step === next && isPercentage(progress);
    return refuse(situation, unseen ? 'NOT_SEEN' : reported.refusal, actors);
  }
  return { do: 'report', step, progress, ...figuresOf(patch) };
}

/** "Complete verification": true only after the verdict, and then whatever the participant is by now. */
function isLateCompletion(member: Member, patch: Patch): boolean {
  const { status, contributionStep, contributionProgress } = patch;
  if (member.contributionStep !== 'COMPLETED' || isLost(member)) return false;
  if (status === undefined && contributionStep === undefined) return false;
  return (
    (status === undefined || status === 'CONTRIBUTED') &&
    (contributionStep === undefined || contributionStep === 'COMPLETED') &&
    (contributionProgress === undefined || contributionProgress === 100)
  );
}

function beginsWork(patch: Patch): boolean {
  return (
    (patch.contributionStep === undefined || patch.contributionStep === 'DOWNLOADING') &&
    (patch.contributionProgress === undefined || patch.contributionProgress === 0)
  );
}

function refuseMove(
  situation: PatchSituation,
  status: ParticipantStatus,
  actors: readonly Actor[],
): PatchRefused {
  const { member, gate } = situation;
  if (gate.status === 'SCHEDULED') return refuse(situation, 'NOT_OPEN', actors);
  const joins = member.status === 'CREATED' && status === 'WAITING' && actors.includes('participant');
  if (!isLive(gate) || joins) return refuse(situation, 'CLOSED', actors);
  if (status === 'READY' && (member.status === 'WAITING' || member.status === 'CREATED')) {
    return refuse(situation, 'NOT_SELECTED', actors);
  }
  const stands = gate.status === 'PAUSED' || situation.halted;
  if (member.status === 'READY' && status === 'CONTRIBUTING' && stands) {
    return refuse(situation, 'PAUSED', actors);
  }
  if (status === 'CONTRIBUTED' && member.contributionStep === 'VERIFYING') {
    return refuse(situation, 'NOT_SEEN', actors);
  }
  return refuse(situation, 'ILLEGAL_TRANSITION', actors);
}

function refuse(situation: PatchSituation, refusal: RuleRefusal, actors: readonly Actor[]): PatchRefused {
  const { position } = situation;
  return {
    refusal,
    allowed: allowedMoves(situation, actors),
    ...(refusal === 'NOT_SELECTED' && position !== null ? { position } : {}),
  };
}

function isLost(member: Member): boolean {
  return member.status === 'TIMEDOUT' || member.status === 'EXHUMED';
}

function isPercentage(progress: number): boolean {
  return progress >= 0 && progress <= 100;
}

function figuresOf(patch: Patch): { figures?: ProgressFigures } {
  return patch.tempContributionData === undefined ? {} : { figures: patch.tempContributionData };
}
