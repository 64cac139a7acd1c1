/**
 * Every table and column by what it says about people: export and erasure follow it, and so does the test
 * that nothing is forgotten. A column that is missing here does not compile.
 */
import type { Database } from '../store/schema.ts';
import {
  byParticipant,
  byUser,
  invitationsOf,
  messagesTo,
  type RowsAbout,
  subscriptionsOf,
  ticketsOf,
} from './rows-about.ts';

/**
 * - plain: numbers, times and statuses that tell of nobody by themselves, and what belongs to nobody;
 * - public: personal, and part of the record that the person agreed to before joining: it stays;
 * - erased: personal, goes when the person asks;
 * - secret: a credential, or the hash of one: goes as well, and is in no export.
 */
export type ColumnRule = 'plain' | 'public' | 'erased' | 'secret';

export interface TablePrivacy<T extends keyof Database> {
  /** Which rows are about a person; null: none are about anybody. */
  of: RowsAbout<T> | null;
  /** What erasure does with them; `special`: see erase-person. */
  erase: 'delete' | 'blank' | 'keep' | 'special';
  columns: { [C in keyof Database[T]]: ColumnRule };
}

type Words<S extends string> = S extends `${infer First} ${infer Rest}` ? First | Words<Rest> : S;

/** Columns that tell of nobody, with spaces between. */
function plain<const S extends string>(columns: S): Record<Words<S>, 'plain'> {
  return Object.fromEntries(columns.split(' ').map((column) => [column, 'plain'])) as Record<
    Words<S>,
    'plain'
  >;
}

export const PRIVACY: { [T in keyof Database]: TablePrivacy<T> } = {
  user: {
    of: byUser('id'),
    erase: 'blank',
    columns: {
      ...plain('id contributedAt createdAt version'),
      publicName: 'erased',
      role: 'erased',
    },
  },
  identity: {
    of: byUser(),
    erase: 'special',
    columns: {
      ...plain('id userId provider createdAt'),
      subject: 'erased',
      handle: 'erased',
      accountCreatedAt: 'erased',
    },
  },
  session: {
    of: byUser(),
    erase: 'delete',
    columns: {
      ...plain('userId identityId ceremonyId enteredAt createdAt lastSeenAt expiresAt'),
      idHash: 'secret',
      label: 'erased',
      publicId: 'secret',
    },
  },
  ticket: {
    of: ticketsOf,
    erase: 'delete',
    columns: {
      ...plain('kind expiresAt'),
      idHash: 'secret',
      data: 'secret',
    },
  },
  project: {
    of: byUser('ownerUserId'),
    erase: 'keep',
    columns: plain(
      'id slug name ownerUserId description support homepage accentLight accentDark archivedAt createdAt version',
    ),
  },
  logo: {
    of: null,
    erase: 'keep',
    columns: plain('projectId hash mediaType width height bytes createdAt'),
  },
  coordinator: {
    of: byUser(),
    erase: 'delete',
    columns: plain('projectId userId addedAt'),
  },
  ceremony: {
    of: null,
    erase: 'keep',
    columns: {
      ...plain('id projectId slug title scheme status policy qualification test manifest'),
      ...plain('manifestHash receiptAddress draining drainedAt pausedAt opensAt closesAt createdAt'),
      ...plain('archivedAt lastSeq lastEventHash waiting about eligibility lastNumber pastPolicies'),
      ...plain('closedAt canceledAt finalizedAt version'),
    },
  },
  circuit: {
    of: null,
    erase: 'keep',
    columns: {
      ...plain('id ceremonyId sequence slug metadata genesisBlob headBlob position slotFor turnsDone'),
      ...plain('turnsMillis recentMillis haltedAt haltedWhy faults version'),
    },
  },
  draft: {
    of: null,
    erase: 'keep',
    columns: plain(
      'id ceremonyId circuitId sequence slug about files state problem createdAt touchedAt version',
    ),
  },
  participant: {
    of: byUser(),
    erase: 'special',
    columns: {
      ...plain('id userId ceremonyId identityId status contributionStep contributionProgress'),
      ...plain('enteredAt checkedInAt checkInDueAt heldSince waitsSince contributionStartedAt'),
      ...plain('verificationStartedAt cause barredUntil attempts queuedAt number circuitId'),
      ...plain('circuitsDone queueClass priority presentUntil termsVersion termsAt invitationId'),
      ...plain('archivedAt createdAt version'),
      // Of somebody whose contribution was accepted; otherwise it goes.
      publicName: 'public',
      nameKey: 'public',
      tempContributionData: 'erased',
    },
  },
  turn: {
    of: byParticipant(),
    erase: 'keep',
    columns: {
      ...plain('id circuitId participantId phase baseBlob basePosition openedAt deadlineAt servedAt'),
      ...plain('receivedBlob receivedAt closedAt outcome verdict startedAt limitMillis warnedAt'),
      ...plain('moreTimeAskedAt graceMillis progressAt reservationId version'),
    },
  },
  contribution: {
    of: byParticipant(),
    erase: 'keep',
    columns: {
      ...plain('id circuitId position participantId turnId baseBlob headBlob checks acceptedAt'),
      // The transcript's format names the contributor, and so does the receipt.
      record: 'public',
      receipt: 'public',
      signature: 'public',
    },
  },
  // Shown while it is there, and never in the record.
  attestation: {
    of: byParticipant(),
    erase: 'delete',
    columns: {
      ...plain('contributionId participantId updatedAt'),
      url: 'erased',
      note: 'erased',
    },
  },
  usedKey: { of: null, erase: 'keep', columns: plain('name contributionId') },
  event: {
    of: byParticipant(),
    erase: 'blank',
    columns: {
      ...plain('ceremonyId seq type hash at participantId circuitId'),
      body: 'public',
      private: 'erased',
    },
  },
  job: {
    of: null,
    erase: 'keep',
    columns: plain('id kind subject state attempts leaseOwner leaseUntil fence result createdAt'),
  },
  blob: {
    of: null,
    erase: 'keep',
    columns: plain('hash size kind createdAt'),
  },
  upload: {
    of: byParticipant(),
    erase: 'keep',
    columns: plain('id participantId turnId draftId kind size state parts createdAt version'),
  },
  profile: {
    of: byParticipant(),
    erase: 'delete',
    columns: {
      ...plain('participantId updatedAt'),
      data: 'erased',
    },
  },
  infraction: {
    of: byParticipant(),
    erase: 'keep',
    columns: plain('id participantId turnId circuitId cause at until'),
  },
  // Before the subscriptions and invitations that its rows are found by.
  outbox: {
    of: messagesTo,
    erase: 'delete',
    columns: {
      ...plain('id subscriptionId key topic state attempts nextAt leaseOwner leaseUntil createdAt'),
      ...plain('sentAt'),
      payload: 'erased',
      address: 'erased',
      error: 'erased',
    },
  },
  subscription: {
    of: subscriptionsOf,
    erase: 'delete',
    columns: {
      ...plain('id userId projectId ceremonyId kind form topics confirmedAt failures disabledAt'),
      ...plain('createdAt version'),
      target: 'erased',
      secret: 'secret',
      timeZone: 'erased',
    },
  },
  invitation: {
    of: invitationsOf,
    erase: 'blank',
    columns: {
      ...plain('id projectId ceremonyId role queueClass priority from until createdBy createdAt'),
      ...plain('sentAt usedAt userId identityId revokedAt version'),
      tokenHash: 'secret',
      name: 'erased',
      address: 'erased',
      cohort: 'erased',
      identity: 'erased',
    },
  },
  reservation: {
    of: byParticipant(),
    erase: 'blank',
    columns: {
      ...plain('id ceremonyId circuitId participantId from until limitMillis state createdAt version'),
      note: 'erased',
    },
  },
  artifact: {
    of: null,
    erase: 'keep',
    columns: plain('id ceremonyId circuitId name kind hash size createdAt'),
  },
  setting: { of: null, erase: 'keep', columns: plain('key value') },
};
