/** Progress within a step: told as often as clients like, so it takes no transaction. */
import type { ParticipantChanges } from '@brebaje/protocol/rest/participant';
import type { ServerContext } from '../sequencer/context.ts';
import type { ParticipantRow } from '../store/schema.ts';
import type { Patching } from './change.ts';
import { FIGURE_OF, keptData } from './show.ts';

const PROGRESS: readonly string[] = [
  'contributionProgress',
  'tempContributionData',
  'contributionStep',
  'contributionStartedAt',
  'verificationStartedAt',
  'status',
] satisfies (keyof ParticipantChanges)[];

/** Whether a patch only tells how far the contributor is, at the step where they are known to be. */
export function progressOnly(
  ctx: ServerContext,
  row: ParticipantRow,
  changes: ParticipantChanges,
  { actors }: Patching,
): boolean {
  const { status, contributionStep, contributionProgress, tempContributionData } = changes;
  return (
    actors.includes('participant') &&
    row.status === 'CONTRIBUTING' &&
    FIGURE_OF[row.contributionStep] !== undefined &&
    (status === undefined || status === 'CONTRIBUTING') &&
    (contributionStep === undefined || contributionStep === row.contributionStep) &&
    (contributionProgress !== undefined || tempContributionData != null) &&
    Object.keys(changes).every((name) => PROGRESS.includes(name)) &&
    !ctx.stopping.aborted
  );
}

/** Keeps the progress; listeners hear the latest once a second. The row as it will be. */
export function noteProgress(
  ctx: ServerContext,
  stored: ParticipantRow,
  { contributionProgress, tempContributionData }: ParticipantChanges,
): ParticipantRow {
  const row = ctx.progress.read(stored);
  const { contributionStep, contributionStartedAt } = row;
  const figure = FIGURE_OF[contributionStep];
  const told = contributionProgress ?? (figure && tempContributionData?.[figure]);
  const percent = Math.round(told ?? row.contributionProgress);
  const data = { ...keptData(row), ...tempContributionData };
  // The step's own figure is the progress, whichever of the two was told.
  if (figure && (told !== undefined || data[figure] !== undefined)) data[figure] = percent;
  const progress = {
    contributionStep,
    contributionStartedAt,
    contributionProgress: percent,
    tempContributionData:
      Object.keys(data).length === 0 ? null : JSON.stringify({ ...data, since: contributionStartedAt }),
  };
  ctx.progress.put(row.id, progress);
  ctx.live.progress(row.ceremonyId, { participant: row.id, step: contributionStep, percent });
  return { ...row, ...progress };
}
