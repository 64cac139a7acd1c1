/** Who is told of what. */
import type { Generated } from 'kysely';

/** Where somebody wants to be told of what. */
export interface SubscriptionTable {
  id: Generated<number>;
  userId: number;
  /** One of both: all ceremonies of a project, or one ceremony. */
  projectId: number | null;
  ceremonyId: number | null;
  kind: 'WEBHOOK' | 'EMAIL';
  form: 'JSON' | 'SLACK' | 'DISCORD' | 'TEXT';
  /** URL or address. */
  target: string;
  /** Signs webhooks; null for e-mail. */
  secret: string | null;
  /** JSON array of notification names. */
  topics: string;
  timeZone: string;
  confirmedAt: number | null;
  failures: Generated<number>;
  disabledAt: number | null;
  createdAt: number;
  version: Generated<number>;
}

/** Messages that must go out, written with what they tell of. */
export interface OutboxTable {
  id: Generated<number>;
  subscriptionId: number | null;
  /** Idempotency key: the same message is queued once. */
  key: string;
  topic: string;
  /** JSON that the sender turns into a message. */
  payload: string;
  /** For a message without a subscription (an invitation): the e-mail address. */
  address: string | null;
  state: 'QUEUED' | 'SENDING' | 'SENT' | 'FAILED';
  attempts: Generated<number>;
  nextAt: number;
  leaseOwner: string | null;
  leaseUntil: number | null;
  error: string | null;
  createdAt: number;
  sentAt: number | null;
}
