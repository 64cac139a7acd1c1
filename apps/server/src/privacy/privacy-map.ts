/**
 * Every table and column by what it says about people: export and erasure follow it, and so does the test
 * that nothing is forgotten. A column that is missing here does not compile.
 */
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '../store/schema.ts';
import type { Person } from './person.ts';

/**
 * - plain: numbers, times and statuses that tell of nobody by themselves, and what belongs to nobody;
 * - public: personal, and part of the record that the person agreed to before joining: it stays;
 * - erased: personal, goes when the person asks;
 * - secret: a credential, or the hash of one: goes as well, and is in no export.
 */
export type ColumnRule = 'plain' | 'public' | 'erased' | 'secret';

type Of<T extends keyof Database> = (
  eb: ExpressionBuilder<Database, T>,
  person: Person,
) => Expression<SqlBool>;

export interface TablePrivacy<T extends keyof Database> {
  /** Which rows are about a person; null: none are about anybody. */
  of: Of<T> | null;
  /** What erasure does with them; `special`: see erase-person. */
  erase: 'delete' | 'blank' | 'keep' | 'special';
  columns: { [C in keyof Database[T]]: ColumnRule };
}

const nobody = sql<boolean>`1 = 0`;

/** `column in (values)`; nothing for no values. */
function among<T extends keyof Database>(
  eb: ExpressionBuilder<Database, T>,
  column: string,
  values: readonly (string | number)[],
): Expression<SqlBool> {
  if (values.length === 0) return nobody;
  return (eb as unknown as ExpressionBuilder<Database, 'participant'>)(
    column as 'id',
    'in',
    values as number[],
  );
}

const byUser =
  <T extends keyof Database>(column = 'userId'): Of<T> =>
  (eb, { userId }) =>
    among(eb, column, userId === null ? [] : [userId]);

const byParticipant =
  <T extends keyof Database>(): Of<T> =>
  (eb, { participantIds }) =>
    among(eb, 'participantId', participantIds);

/** A text that contains one of these, whatever signs are in it. */
function mentions(column: string, texts: readonly string[]): Expression<SqlBool> {
  if (texts.length === 0) return nobody;
  const escaped = texts.map((text) => `%${text.replace(/[\\%_]/g, '\\$&')}%`);
  const each = escaped.map((pattern) => sql<boolean>`${sql.ref(column)} like ${pattern} escape '\\'`);
  return sql<boolean>`(${sql.join(each, sql` or `)})`;
}

/** How a secret of a sign-in names whom it is for. */
function ticketMarks({ userId, identities }: Person): string[] {
  return [
    ...identities.flatMap(({ id, subject, handle }) => [
      `:"${subject}"`,
      `:"${handle}"`,
      `"identityId":${id}}`,
      `"identityId":${id},`,
    ]),
    ...(userId === null ? [] : [`"userId":${userId}}`, `"userId":${userId},`]),
  ];
}

export const PRIVACY: { [T in keyof Database]: TablePrivacy<T> } = {
  user: {
    of: byUser('id'),
    erase: 'blank',
    columns: {
      id: 'plain',
      publicName: 'erased',
      role: 'erased',
      contributedAt: 'plain',
      createdAt: 'plain',
      version: 'plain',
    },
  },
  identity: {
    of: byUser(),
    erase: 'special',
    columns: {
      id: 'plain',
      userId: 'plain',
      provider: 'plain',
      subject: 'erased',
      handle: 'erased',
      createdAt: 'plain',
      accountCreatedAt: 'erased',
    },
  },
  session: {
    of: byUser(),
    erase: 'delete',
    columns: {
      idHash: 'secret',
      userId: 'plain',
      identityId: 'plain',
      ceremonyId: 'plain',
      enteredAt: 'plain',
      createdAt: 'plain',
      lastSeenAt: 'plain',
      expiresAt: 'plain',
      label: 'erased',
      publicId: 'secret',
    },
  },
  ticket: {
    of: (_, person) => mentions('data', ticketMarks(person)),
    erase: 'delete',
    columns: { kind: 'plain', idHash: 'secret', data: 'secret', expiresAt: 'plain' },
  },
  project: {
    of: byUser('ownerUserId'),
    erase: 'keep',
    columns: {
      id: 'plain',
      slug: 'plain',
      name: 'plain',
      ownerUserId: 'plain',
      description: 'plain',
      support: 'plain',
      archivedAt: 'plain',
      createdAt: 'plain',
      version: 'plain',
    },
  },
  coordinator: {
    of: byUser(),
    erase: 'delete',
    columns: { projectId: 'plain', userId: 'plain', addedAt: 'plain' },
  },
  ceremony: {
    of: null,
    erase: 'keep',
    columns: {
      id: 'plain',
      projectId: 'plain',
      slug: 'plain',
      title: 'plain',
      scheme: 'plain',
      status: 'plain',
      policy: 'plain',
      qualification: 'plain',
      test: 'plain',
      manifest: 'plain',
      manifestHash: 'plain',
      receiptAddress: 'plain',
      draining: 'plain',
      drainedAt: 'plain',
      pausedAt: 'plain',
      opensAt: 'plain',
      closesAt: 'plain',
      createdAt: 'plain',
      archivedAt: 'plain',
      lastSeq: 'plain',
      lastEventHash: 'plain',
      waiting: 'plain',
      about: 'plain',
      eligibility: 'plain',
      lastNumber: 'plain',
      pastPolicies: 'plain',
      closedAt: 'plain',
      canceledAt: 'plain',
      finalizedAt: 'plain',
      version: 'plain',
    },
  },
  circuit: {
    of: null,
    erase: 'keep',
    columns: {
      id: 'plain',
      ceremonyId: 'plain',
      sequence: 'plain',
      slug: 'plain',
      metadata: 'plain',
      genesisBlob: 'plain',
      headBlob: 'plain',
      position: 'plain',
      slotFor: 'plain',
      turnsDone: 'plain',
      turnsMillis: 'plain',
      recentMillis: 'plain',
      haltedAt: 'plain',
      haltedWhy: 'plain',
      faults: 'plain',
      version: 'plain',
    },
  },
  participant: {
    of: byUser(),
    erase: 'special',
    columns: {
      id: 'plain',
      userId: 'plain',
      ceremonyId: 'plain',
      identityId: 'plain',
      status: 'plain',
      contributionStep: 'plain',
      contributionProgress: 'plain',
      // Of somebody whose contribution was accepted; otherwise it goes.
      publicName: 'public',
      nameKey: 'public',
      enteredAt: 'plain',
      checkedInAt: 'plain',
      checkInDueAt: 'plain',
      heldSince: 'plain',
      waitsSince: 'plain',
      contributionStartedAt: 'plain',
      verificationStartedAt: 'plain',
      tempContributionData: 'erased',
      cause: 'plain',
      barredUntil: 'plain',
      attempts: 'plain',
      queuedAt: 'plain',
      number: 'plain',
      circuitId: 'plain',
      circuitsDone: 'plain',
      queueClass: 'plain',
      priority: 'plain',
      presentUntil: 'plain',
      termsVersion: 'plain',
      termsAt: 'plain',
      invitationId: 'plain',
      archivedAt: 'plain',
      createdAt: 'plain',
      version: 'plain',
    },
  },
  turn: {
    of: byParticipant(),
    erase: 'keep',
    columns: {
      id: 'plain',
      circuitId: 'plain',
      participantId: 'plain',
      phase: 'plain',
      baseBlob: 'plain',
      basePosition: 'plain',
      openedAt: 'plain',
      deadlineAt: 'plain',
      servedAt: 'plain',
      receivedBlob: 'plain',
      receivedAt: 'plain',
      closedAt: 'plain',
      outcome: 'plain',
      verdict: 'plain',
      startedAt: 'plain',
      limitMillis: 'plain',
      warnedAt: 'plain',
      moreTimeAskedAt: 'plain',
      graceMillis: 'plain',
      progressAt: 'plain',
      reservationId: 'plain',
      version: 'plain',
    },
  },
  contribution: {
    of: byParticipant(),
    erase: 'keep',
    columns: {
      id: 'plain',
      circuitId: 'plain',
      position: 'plain',
      participantId: 'plain',
      turnId: 'plain',
      baseBlob: 'plain',
      headBlob: 'plain',
      // The transcript's format names the contributor, and so does the receipt.
      record: 'public',
      checks: 'plain',
      receipt: 'public',
      signature: 'public',
      acceptedAt: 'plain',
    },
  },
  usedKey: { of: null, erase: 'keep', columns: { name: 'plain', contributionId: 'plain' } },
  event: {
    of: byParticipant(),
    erase: 'blank',
    columns: {
      ceremonyId: 'plain',
      seq: 'plain',
      type: 'plain',
      body: 'public',
      hash: 'plain',
      private: 'erased',
      at: 'plain',
      participantId: 'plain',
      circuitId: 'plain',
    },
  },
  job: {
    of: null,
    erase: 'keep',
    columns: {
      id: 'plain',
      kind: 'plain',
      subject: 'plain',
      state: 'plain',
      attempts: 'plain',
      leaseOwner: 'plain',
      leaseUntil: 'plain',
      fence: 'plain',
      result: 'plain',
      createdAt: 'plain',
    },
  },
  blob: {
    of: null,
    erase: 'keep',
    columns: { hash: 'plain', size: 'plain', kind: 'plain', createdAt: 'plain' },
  },
  upload: {
    of: byParticipant(),
    erase: 'keep',
    columns: {
      id: 'plain',
      participantId: 'plain',
      turnId: 'plain',
      kind: 'plain',
      size: 'plain',
      state: 'plain',
      parts: 'plain',
      createdAt: 'plain',
      version: 'plain',
    },
  },
  profile: {
    of: byParticipant(),
    erase: 'delete',
    columns: { participantId: 'plain', data: 'erased', updatedAt: 'plain' },
  },
  infraction: {
    of: byParticipant(),
    erase: 'keep',
    columns: {
      id: 'plain',
      participantId: 'plain',
      turnId: 'plain',
      circuitId: 'plain',
      cause: 'plain',
      at: 'plain',
      until: 'plain',
    },
  },
  // Before the subscriptions and invitations that its rows are found by.
  outbox: {
    of: (eb, person) =>
      eb.or([
        among(eb, 'address', person.addresses),
        eb('subscriptionId', 'in', (from) =>
          from
            .selectFrom('subscription')
            .select('id')
            .where((sub) => subscriptionsOf(sub, person)),
        ),
        eb.exists((from) =>
          from
            .selectFrom('invitation')
            .select('id')
            .where((sub) => invitationsOf(sub, person))
            // As invitations/send.ts writes it.
            .where(sql<boolean>`"outbox"."key" like 'invitation ' || "invitation"."id" || ' %'`),
        ),
      ]),
    erase: 'delete',
    columns: {
      id: 'plain',
      subscriptionId: 'plain',
      key: 'plain',
      topic: 'plain',
      payload: 'erased',
      address: 'erased',
      state: 'plain',
      attempts: 'plain',
      nextAt: 'plain',
      leaseOwner: 'plain',
      leaseUntil: 'plain',
      error: 'erased',
      createdAt: 'plain',
      sentAt: 'plain',
    },
  },
  subscription: {
    of: subscriptionsOf,
    erase: 'delete',
    columns: {
      id: 'plain',
      userId: 'plain',
      projectId: 'plain',
      ceremonyId: 'plain',
      kind: 'plain',
      form: 'plain',
      target: 'erased',
      secret: 'secret',
      topics: 'plain',
      timeZone: 'erased',
      confirmedAt: 'plain',
      failures: 'plain',
      disabledAt: 'plain',
      createdAt: 'plain',
      version: 'plain',
    },
  },
  invitation: {
    of: invitationsOf,
    erase: 'blank',
    columns: {
      id: 'plain',
      projectId: 'plain',
      ceremonyId: 'plain',
      role: 'plain',
      tokenHash: 'secret',
      name: 'erased',
      address: 'erased',
      cohort: 'erased',
      identity: 'erased',
      queueClass: 'plain',
      priority: 'plain',
      from: 'plain',
      until: 'plain',
      createdBy: 'plain',
      createdAt: 'plain',
      sentAt: 'plain',
      usedAt: 'plain',
      userId: 'plain',
      identityId: 'plain',
      revokedAt: 'plain',
      version: 'plain',
    },
  },
  reservation: {
    of: byParticipant(),
    erase: 'blank',
    columns: {
      id: 'plain',
      ceremonyId: 'plain',
      circuitId: 'plain',
      participantId: 'plain',
      from: 'plain',
      until: 'plain',
      limitMillis: 'plain',
      note: 'erased',
      state: 'plain',
      createdAt: 'plain',
      version: 'plain',
    },
  },
  artifact: {
    of: null,
    erase: 'keep',
    columns: {
      id: 'plain',
      ceremonyId: 'plain',
      circuitId: 'plain',
      name: 'plain',
      kind: 'plain',
      hash: 'plain',
      size: 'plain',
      createdAt: 'plain',
    },
  },
  setting: { of: null, erase: 'keep', columns: { key: 'plain', value: 'plain' } },
};

function subscriptionsOf(eb: ExpressionBuilder<Database, 'subscription'>, person: Person) {
  return eb.or([byUser<'subscription'>()(eb, person), among(eb, 'target', person.addresses)]);
}

function invitationsOf(eb: ExpressionBuilder<Database, 'invitation'>, person: Person) {
  return eb.or([
    byUser<'invitation'>()(eb, person),
    among(
      eb,
      'identityId',
      person.identities.map(({ id }) => id),
    ),
    among(eb, 'identity', person.rosterNames),
    among(eb, 'address', person.addresses),
  ]);
}
