/** Every operation's handler; one that is missing does not compile. */
import type { OPERATIONS } from '@brebaje/protocol/rest/operations';
import { CEREMONY_HANDLERS } from './ceremonies.ts';
import { CIRCUIT_HANDLERS } from './circuits.ts';
import { CONTRIBUTION_HANDLERS } from './contributions.ts';
import { DEVICE_HANDLERS } from './device.ts';
import { DRAFT_HANDLERS } from './drafts.ts';
import { EVENT_HANDLERS } from './events.ts';
import type { Handlers } from './handler.ts';
import { HEALTH_HANDLERS } from './health.ts';
import { INVITATION_HANDLERS } from './invitations.ts';
import { NOTIFICATION_HANDLERS } from './notifications.ts';
import { PARTICIPANT_HANDLERS } from './participants.ts';
import { PRIVACY_HANDLERS } from './privacy.ts';
import { PROJECT_HANDLERS } from './projects.ts';
import { RESERVATION_HANDLERS } from './reservations.ts';
import { SESSION_HANDLERS } from './sessions.ts';
import { TRANSCRIPT_HANDLERS } from './transcripts.ts';
import { TURN_HANDLERS } from './turns.ts';
import { UPLOAD_HANDLERS } from './uploads.ts';
import { USER_HANDLERS } from './users.ts';

export const HANDLERS: Handlers<typeof OPERATIONS> = {
  ...SESSION_HANDLERS,
  ...DEVICE_HANDLERS,
  ...INVITATION_HANDLERS,
  ...USER_HANDLERS,
  ...PRIVACY_HANDLERS,
  ...PROJECT_HANDLERS,
  ...CEREMONY_HANDLERS,
  ...PARTICIPANT_HANDLERS,
  ...CIRCUIT_HANDLERS,
  ...DRAFT_HANDLERS,
  ...CONTRIBUTION_HANDLERS,
  ...TRANSCRIPT_HANDLERS,
  ...EVENT_HANDLERS,
  ...HEALTH_HANDLERS,
  ...NOTIFICATION_HANDLERS,
  ...TURN_HANDLERS,
  ...UPLOAD_HANDLERS,
  ...RESERVATION_HANDLERS,
};
