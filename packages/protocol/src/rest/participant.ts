/** A participant as this interface shows it, and what may be changed. */
import { INFRACTION_CAUSES } from '@brebaje/ceremony/faults';
import { CONTRIBUTION_STEPS, PARTICIPANT_STATUSES } from '@brebaje/ceremony/participant';
import { QUEUE_CLASSES } from '@brebaje/ceremony/queue-types';
import { z } from 'zod';
import { idSchema, publicNameSchema, reasonSchema, secondsSchema } from './common.ts';
import { profileSchema } from './profile.ts';
import { estimateSchema } from './turns.ts';

const percentSchema = z.number().min(0).max(100).describe('Percent');

/** A time in seconds, or for good. */
const untilSchema = z.union([secondsSchema, z.literal('forever')]);

/** The running clock of a turn, in seconds. */
export const timeoutSchema = z.object({
  type: z.enum(['FIXED', 'DYNAMIC']).describe('FIXED: said beforehand; DYNAMIC: from what others needed'),
  duration: z.number().min(0).describe('Seconds'),
  startedAt: secondsSchema,
  expiresAt: secondsSchema,
});

/** Progress of one attempt, and what a client keeps to go on with an upload after a restart. */
export const tempContributionDataSchema = z.strictObject({
  downloadProgress: percentSchema.optional(),
  computationProgress: percentSchema.optional(),
  uploadProgress: percentSchema.optional(),
  upload: z
    .strictObject({
      id: idSchema.optional(),
      parts: z
        .array(z.strictObject({ number: z.int().min(1).max(10_000), etag: z.string().max(128) }))
        .max(500)
        .optional(),
    })
    .describe('To go on with an upload; GET /uploads/{id} knows what has arrived')
    .optional(),
});
export type TempContributionData = z.infer<typeof tempContributionDataSchema>;

export const infractionSchema = z.object({
  cause: z.enum(INFRACTION_CAUSES),
  why: z.string().describe('What happened, as the public events have it: DEADLINE, ABORTED, REFUSED, …'),
  circuitId: idSchema.optional(),
  at: secondsSchema,
  until: untilSchema.describe('End of the penalty; absent: it cost nothing').optional(),
});

/** What everybody may see of a participant. */
export const publicParticipantSchema = z.object({
  id: idSchema,
  userId: idSchema,
  ceremonyId: idSchema,
  number: idSchema.optional().describe('Number within the ceremony'),
  publicName: z.string(),
  status: z.enum(PARTICIPANT_STATUSES),
  contributionStep: z.enum(CONTRIBUTION_STEPS),
  contributionProgress: z.int().min(0).max(100).describe('Percentage of the current step'),
  contributionStartedAt: secondsSchema.optional(),
  verificationStartedAt: secondsSchema.optional(),
  timeout: timeoutSchema.optional().describe('While a turn’s clock runs'),
  circuitId: idSchema.optional().describe('The circuit that is worked on or waited for'),
  circuitsDone: z.int().min(0).describe('Accepted contributions'),
  waitingSince: secondsSchema.optional().describe('While the person waits: what their place is judged by'),
  position: z.int().min(1).optional().describe('Place in the queue; the first is 1'),
  queueClass: z.enum(QUEUE_CLASSES),
  priority: z.int(),
  estimate: estimateSchema.optional(),
  createdAt: secondsSchema,
  archived: z.boolean(),
});

/** What the person, the coordinators and operators see. */
export const participantSchema = publicParticipantSchema.extend({
  tempContributionData: tempContributionDataSchema.optional(),
  infractions: z.array(infractionSchema).optional(),
  barredUntil: untilSchema.optional(),
  cause: z.string().optional().describe('Why the last turn or place was lost'),
  attempts: z.int().min(0).optional().describe('Turns lost by the participant’s own doing'),
  termsVersion: z.int().min(1).optional().describe('The version of the terms that was accepted'),
  cohort: z.string().optional(),
});
export type ParticipantBody = z.infer<typeof participantSchema>;

const acceptTermsSchema = z
  .int()
  .min(1)
  .describe('Version of the terms that the person accepts: GET /ceremonies/{id}/eligibility has them');

export const enrolmentSchema = z.strictObject({
  userId: idSchema.describe('The caller, or whom a coordinator enrols'),
  ceremonyId: idSchema,
  status: z.literal('CREATED'),
  publicName: publicNameSchema.optional().describe('contributor-<number> unless chosen'),
  acceptTerms: acceptTermsSchema.optional(),
  profile: profileSchema.optional(),
  queueClass: z.enum(QUEUE_CLASSES).optional().describe('STANDBY for oneself; the others by coordinators'),
  priority: z.int().min(-1000).max(1000).optional().describe('By coordinators'),
});
export type Enrolment = z.infer<typeof enrolmentSchema>;

/** Any subset; fields that somebody may not write are refused. */
export const participantChangesSchema = z
  .strictObject({
    status: z.enum(PARTICIPANT_STATUSES),
    contributionStep: z.enum(CONTRIBUTION_STEPS),
    contributionProgress: percentSchema,
    contributionStartedAt: z.number().min(0).describe('Ignored: the server knows'),
    verificationStartedAt: z.number().min(0).describe('Ignored: the server knows'),
    tempContributionData: tempContributionDataSchema.nullable(),
    publicName: publicNameSchema.describe('Until the person joins'),
    acceptTerms: acceptTermsSchema,
    queueClass: z.enum(QUEUE_CLASSES).describe('By coordinators'),
    priority: z.int().min(-1000).max(1000).describe('By coordinators; higher comes first'),
    archived: z.boolean().describe('By coordinators: hides from lists; nothing is erased'),
    reason: reasonSchema,
  })
  .partial();
export type ParticipantChanges = z.infer<typeof participantChangesSchema>;
