/** The ten statuses of a participant (Brebaje, "Participants"). */
export const PARTICIPANT_STATUSES = [
  'CREATED',
  'WAITING',
  'READY',
  'CONTRIBUTING',
  'CONTRIBUTED',
  'DONE',
  'FINALIZING',
  'FINALIZED',
  'TIMEDOUT',
  'EXHUMED',
] as const;
export type ParticipantStatus = (typeof PARTICIPANT_STATUSES)[number];

/** The five steps of a contribution, in order. */
export const CONTRIBUTION_STEPS = [
  'DOWNLOADING',
  'COMPUTING',
  'UPLOADING',
  'VERIFYING',
  'COMPLETED',
] as const;
export type ContributionStep = (typeof CONTRIBUTION_STEPS)[number];
