/** Every REST operation by its name. The router, the documentation and the matrix of rights read this table. */
import { CEREMONY_OPERATIONS } from './ceremony-operations.ts';
import { CIRCUIT_OPERATIONS } from './circuits.ts';
import { CONTRIBUTION_OPERATIONS } from './contributions.ts';
import { DEVICE_OPERATIONS } from './device.ts';
import { DRAFT_OPERATIONS } from './drafts.ts';
import { EVENT_OPERATIONS } from './events.ts';
import { HEALTH_OPERATIONS } from './health.ts';
import { INVITATION_OPERATIONS } from './invitations.ts';
import { NOTIFICATION_OPERATIONS } from './notifications.ts';
import type { Operation } from './operation.ts';
import { PARTICIPANT_OPERATIONS } from './participants.ts';
import { PRIVACY_OPERATIONS } from './privacy.ts';
import { PROJECT_OPERATIONS } from './projects.ts';
import { RESERVATION_OPERATIONS } from './reservations.ts';
import { SESSION_OPERATIONS } from './sessions.ts';
import { TRANSCRIPT_OPERATIONS } from './transcripts.ts';
import { TURN_OPERATIONS } from './turns.ts';
import { UPLOAD_OPERATIONS } from './uploads.ts';
import { USER_OPERATIONS } from './users.ts';

export const OPERATIONS = {
  ...SESSION_OPERATIONS,
  ...DEVICE_OPERATIONS,
  ...INVITATION_OPERATIONS,
  ...USER_OPERATIONS,
  ...PRIVACY_OPERATIONS,
  ...PROJECT_OPERATIONS,
  ...CEREMONY_OPERATIONS,
  ...PARTICIPANT_OPERATIONS,
  ...CIRCUIT_OPERATIONS,
  ...DRAFT_OPERATIONS,
  ...CONTRIBUTION_OPERATIONS,
  ...TRANSCRIPT_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...HEALTH_OPERATIONS,
  ...NOTIFICATION_OPERATIONS,
  ...TURN_OPERATIONS,
  ...UPLOAD_OPERATIONS,
  ...RESERVATION_OPERATIONS,
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof OPERATIONS;
