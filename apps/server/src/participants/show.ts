/** Participants as this interface shows them: to strangers, to the person, to coordinators. */
import { clocksRun } from '@brebaje/ceremony/gate';
import type { ContributionStep } from '@brebaje/ceremony/participant';
import {
  type ParticipantBody,
  publicParticipantSchema,
  type TempContributionData,
  type timeoutSchema,
} from '@brebaje/protocol/rest/participant';
import type { z } from 'zod';
import { toSeconds } from '../rest/seconds.ts';
import { shownName } from '../rest/shown-name.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { gateOf, policyFor } from '../sequencer/rows.ts';
import { infractionsOf } from '../store/infractions.ts';
import type { Db } from '../store/open-store.ts';
import type { CeremonyRow, InfractionRow, ParticipantRow, TurnRow } from '../store/schema.ts';
import { isOpen } from '../store/turns.ts';
import { shownInfraction, shownUntil } from './infractions.ts';

/** As what somebody looks at a participant. */
export type Viewer = 'stranger' | 'participant' | 'coordinator';

/** Rows that go with those of a page: a fixed number of queries, however many participants. */
interface Beside {
  ceremonies: Map<number, CeremonyRow>;
  turns: Map<number, TurnRow>;
  infractions: Map<number, InfractionRow[]>;
  cohorts: Map<number, string>;
}

/** Shows participants, each as far as its viewer may see it. */
export async function showParticipants(
  ctx: ServerContext,
  stored: readonly ParticipantRow[],
  viewerOf: (row: ParticipantRow) => Viewer,
  db: Db = ctx.store.db,
): Promise<ParticipantBody[]> {
  const rows = stored.map((row) => ctx.progress.read(row));
  const beside = await lookBeside(db, rows, viewerOf);
  return rows.map((row) => {
    const viewer = viewerOf(row);
    const whole = shown(row, beside, viewer);
    return viewer === 'stranger' ? publicParticipantSchema.parse(whole) : whole;
  });
}

async function lookBeside(
  db: Db,
  rows: readonly ParticipantRow[],
  viewerOf: (row: ParticipantRow) => Viewer,
): Promise<Beside> {
  const atWork = rows.filter(({ status }) => status === 'CONTRIBUTING').map(({ id }) => id);
  const known = rows.filter((row) => viewerOf(row) !== 'stranger');
  const listed = known.filter((row) => row.invitationId !== null && viewerOf(row) === 'coordinator');
  const turns =
    atWork.length === 0
      ? []
      : await db.selectFrom('turn').selectAll().where('participantId', 'in', atWork).where(isOpen).execute();
  const ids = [...new Set(rows.map(({ ceremonyId }) => ceremonyId))];
  const ceremonies =
    atWork.length === 0 ? [] : await db.selectFrom('ceremony').selectAll().where('id', 'in', ids).execute();
  return {
    ceremonies: new Map(ceremonies.map((row) => [row.id, row])),
    turns: new Map(turns.map((row) => [row.participantId, row])),
    infractions: await infractionsOf(
      db,
      known.map(({ id }) => id),
    ),
    cohorts: await cohortsOf(
      db,
      listed.map(({ invitationId }) => invitationId ?? 0),
    ),
  };
}

async function cohortsOf(db: Db, invitationIds: number[]): Promise<Map<number, string>> {
  if (invitationIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('invitation')
    .select(['id', 'cohort'])
    .where('id', 'in', invitationIds)
    .execute();
  return new Map(rows.flatMap(({ id, cohort }) => (cohort === null ? [] : [[id, cohort]])));
}

function shown(row: ParticipantRow, beside: Beside, viewer: Viewer): ParticipantBody {
  const turn = beside.turns.get(row.id);
  const ceremony = beside.ceremonies.get(row.ceremonyId);
  const infractions = (beside.infractions.get(row.id) ?? []).map(shownInfraction);
  const cohort = viewer === 'coordinator' && beside.cohorts.get(row.invitationId ?? 0);
  return present({
    id: row.id,
    userId: row.userId,
    ceremonyId: row.ceremonyId,
    number: row.number ?? undefined,
    publicName: shownName(row),
    status: row.status,
    contributionStep: row.contributionStep,
    contributionProgress: row.contributionProgress,
    contributionStartedAt: seconds(row.contributionStartedAt),
    verificationStartedAt: seconds(row.verificationStartedAt),
    timeout: turn && ceremony && runningClock(ceremony, row, turn),
    circuitId: turn?.circuitId ?? row.circuitId ?? undefined,
    circuitsDone: row.circuitsDone,
    waitingSince: row.status === 'WAITING' ? seconds(row.queuedAt ?? row.enteredAt) : undefined,
    queueClass: row.queueClass,
    priority: row.priority,
    createdAt: toSeconds(row.createdAt),
    archived: row.archivedAt !== null,
    tempContributionData: row.status === 'CONTRIBUTING' ? figuresOf(row) : undefined,
    infractions,
    barredUntil: row.barredUntil === null ? undefined : shownUntil(row.barredUntil),
    cause: row.cause ?? undefined,
    attempts: row.attempts,
    termsVersion: row.termsVersion ?? undefined,
    cohort: cohort || undefined,
  });
}

/** The clock of a turn while it runs: not while the server works, nor in a pause, nor without a limit. */
function runningClock(
  ceremony: CeremonyRow,
  row: ParticipantRow,
  turn: TurnRow,
): z.infer<typeof timeoutSchema> | undefined {
  if (turn.phase !== 'WORKING' || turn.deadlineAt === null || !clocksRun(gateOf(ceremony))) return undefined;
  const startedAt = turn.startedAt ?? turn.openedAt;
  const { type } = policyFor({ ceremony, now: startedAt }, row).timeout;
  return {
    type: type === 'DYNAMIC' && turn.reservationId === null ? 'DYNAMIC' : 'FIXED',
    duration: (turn.deadlineAt - startedAt) / 1000,
    startedAt: toSeconds(startedAt),
    expiresAt: toSeconds(turn.deadlineAt),
  };
}

/** What is done of each step, as far as the current one tells. */
const DONE: Record<ContributionStep, [download: number, computation: number, upload: number]> = {
  DOWNLOADING: [0, 0, 0],
  COMPUTING: [100, 0, 0],
  UPLOADING: [100, 100, 0],
  VERIFYING: [100, 100, 100],
  COMPLETED: [100, 100, 100],
};

/** The figure that a step's own progress is. */
export const FIGURE_OF: Partial<Record<ContributionStep, keyof Omit<TempContributionData, 'upload'>>> = {
  DOWNLOADING: 'downloadProgress',
  COMPUTING: 'computationProgress',
  UPLOADING: 'uploadProgress',
};

/** The three figures, whether the client tells them or only the step and its progress; and what it keeps. */
export function figuresOf(
  row: Pick<
    ParticipantRow,
    'contributionStep' | 'contributionProgress' | 'contributionStartedAt' | 'tempContributionData'
  >,
): TempContributionData {
  const [downloadProgress, computationProgress, uploadProgress] = DONE[row.contributionStep];
  const own = FIGURE_OF[row.contributionStep];
  return {
    downloadProgress,
    computationProgress,
    uploadProgress,
    ...(own ? { [own]: row.contributionProgress } : {}),
    ...keptData(row),
  };
}

/** What the client of this very attempt has sent; another attempt's is of no use. */
export function keptData({
  tempContributionData,
  contributionStartedAt,
}: Pick<ParticipantRow, 'tempContributionData' | 'contributionStartedAt'>): TempContributionData {
  if (tempContributionData === null) return {};
  const { since, ...data } = JSON.parse(tempContributionData) as TempContributionData & { since: unknown };
  return since === contributionStartedAt ? data : {};
}

function seconds(millis: number | null): number | undefined {
  return millis === null ? undefined : toSeconds(millis);
}

/** Optional fields are absent, not undefined. */
function present<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
