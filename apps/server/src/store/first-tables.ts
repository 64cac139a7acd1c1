import { type ColumnDefinitionBuilder, sql } from 'kysely';
import { mayRefer, refers, required, tablesOf, zero } from './columns.ts';
import type { Db } from './open-store.ts';

const oneOf =
  (column: string, ...words: string[]) =>
  (definition: ColumnDefinitionBuilder) =>
    definition.notNull().check(sql`${sql.ref(column)} in (${sql.join(words.map((word) => sql.lit(word)))})`);

/** The tables of the first release, on either database. */
export async function createFirstTables(db: Db): Promise<void> {
  const { int, id, create, index } = tablesOf(db);

  await create('user', (t) =>
    t.addColumn('id', int, id).addColumn('publicName', 'text').addColumn('createdAt', int, required),
  );

  await create('identity', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('userId', int, refers('user.id'))
      .addColumn('provider', 'text', required)
      .addColumn('subject', 'text', required)
      .addColumn('handle', 'text', required)
      .addColumn('createdAt', int, required)
      .addUniqueConstraint('identityOnce', ['provider', 'subject']),
  );
  await index('identityOfUser').on('identity').column('userId').execute();

  await create('project', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('slug', 'text', (column) => column.notNull().unique())
      .addColumn('name', 'text', required)
      .addColumn('ownerUserId', int, mayRefer('user.id'))
      .addColumn('createdAt', int, required)
      .addColumn('version', int, zero),
  );
  await index('projectOfOwner').on('project').column('ownerUserId').execute();

  await create('blob', (t) =>
    t
      .addColumn('hash', 'text', (column) => column.primaryKey().notNull())
      .addColumn('size', int, required)
      .addColumn('kind', 'text', required)
      .addColumn('createdAt', int, required),
  );

  await create('ceremony', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('projectId', int, refers('project.id'))
      .addColumn('slug', 'text', (column) => column.notNull().unique())
      .addColumn('title', 'text', required)
      .addColumn('scheme', 'text', oneOf('scheme', 'KZG', 'GROTH16'))
      .addColumn(
        'status',
        'text',
        oneOf('status', 'SCHEDULED', 'OPENED', 'PAUSED', 'CLOSED', 'CANCELED', 'FINALIZED'),
      )
      .addColumn('policy', 'text', required)
      .addColumn('qualification', 'text', required)
      .addColumn('test', int, required)
      .addColumn('manifest', 'text')
      .addColumn('manifestHash', 'text')
      .addColumn('receiptAddress', 'text', required)
      .addColumn('draining', int, zero)
      .addColumn('drainedAt', int)
      .addColumn('pausedAt', int)
      .addColumn('opensAt', int)
      .addColumn('closesAt', int)
      .addColumn('createdAt', int, required)
      .addColumn('archivedAt', int)
      .addColumn('lastSeq', int, zero)
      .addColumn('lastEventHash', 'text')
      .addColumn('waiting', int, zero)
      .addColumn('version', int, zero),
  );
  await index('ceremonyOfProject').on('ceremony').column('projectId').execute();

  await create('session', (t) =>
    t
      .addColumn('idHash', 'text', (column) => column.primaryKey().notNull())
      .addColumn('userId', int, refers('user.id'))
      .addColumn('identityId', int, refers('identity.id'))
      .addColumn('ceremonyId', int, mayRefer('ceremony.id'))
      .addColumn('enteredAt', int)
      .addColumn('createdAt', int, required)
      .addColumn('lastSeenAt', int, required)
      .addColumn('expiresAt', int, required),
  );
  await index('sessionOfUser').on('session').column('userId').execute();
  await index('sessionOfIdentity').on('session').column('identityId').execute();
  await index('sessionExpiry').on('session').column('expiresAt').execute();
  await index('sessionIdle')
    .on('session')
    .columns(['ceremonyId', 'expiresAt', 'enteredAt'])
    .where(sql.ref('enteredAt'), 'is', null)
    .execute();

  await create('ticket', (t) =>
    t
      .addColumn('kind', 'text', required)
      .addColumn('idHash', 'text', required)
      .addColumn('data', 'text', required)
      .addColumn('expiresAt', int, required)
      .addPrimaryKeyConstraint('ticketOnce', ['kind', 'idHash']),
  );
  await index('ticketExpiry').on('ticket').column('expiresAt').execute();

  await create('circuit', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('ceremonyId', int, refers('ceremony.id'))
      .addColumn('sequence', int, required)
      .addColumn('slug', 'text', required)
      .addColumn('metadata', 'text', required)
      .addColumn('genesisBlob', 'text', refers('blob.hash'))
      .addColumn('headBlob', 'text', refers('blob.hash'))
      .addColumn('position', int, zero)
      .addColumn('slotFor', 'text')
      .addColumn('turnsDone', int, zero)
      .addColumn('turnsMillis', int, zero)
      .addColumn('version', int, zero)
      .addUniqueConstraint('circuitSequence', ['ceremonyId', 'sequence'])
      .addUniqueConstraint('circuitSlug', ['ceremonyId', 'slug']),
  );

  await create('participant', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('userId', int, refers('user.id'))
      .addColumn('ceremonyId', int, refers('ceremony.id'))
      .addColumn('identityId', int, refers('identity.id'))
      .addColumn(
        'status',
        'text',
        oneOf(
          'status',
          ...['CREATED', 'WAITING', 'READY', 'CONTRIBUTING', 'CONTRIBUTED', 'DONE'],
          ...['FINALIZING', 'FINALIZED', 'TIMEDOUT', 'EXHUMED'],
        ),
      )
      .addColumn('contributionStep', 'text', required)
      .addColumn('contributionProgress', int, zero)
      .addColumn('publicName', 'text')
      .addColumn('enteredAt', int)
      .addColumn('checkedInAt', int)
      .addColumn('checkInDueAt', int)
      .addColumn('heldSince', int)
      .addColumn('waitsSince', int)
      .addColumn('contributionStartedAt', int)
      .addColumn('verificationStartedAt', int)
      .addColumn('tempContributionData', 'text')
      .addColumn('cause', 'text')
      .addColumn('barredUntil', int)
      .addColumn('attempts', int, zero)
      .addColumn('queuedAt', int)
      .addColumn('createdAt', int, required)
      .addColumn('version', int, zero)
      .addUniqueConstraint('participantOfUser', ['userId', 'ceremonyId'])
      .addUniqueConstraint('participantOfIdentity', ['identityId', 'ceremonyId']),
  );
  await index('participantStatus').on('participant').columns(['ceremonyId', 'status', 'id']).execute();
  await index('participantOfCeremony').on('participant').columns(['ceremonyId', 'id']).execute();
  await index('participantDue')
    .on('participant')
    .columns(['ceremonyId', 'checkInDueAt'])
    .where(sql<boolean>`${sql.ref('status')} = 'WAITING'`)
    .execute();
  await index('participantWaits')
    .on('participant')
    .columns(['ceremonyId', 'enteredAt', 'id', 'waitsSince'])
    .where(sql<boolean>`${sql.ref('status')} = 'WAITING' and ${sql.ref('waitsSince')} is not null`)
    .execute();

  await create('turn', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('circuitId', int, refers('circuit.id'))
      .addColumn('participantId', int, refers('participant.id'))
      .addColumn('phase', 'text', oneOf('phase', 'OFFERED', 'WORKING', 'VERIFYING', 'CLOSED'))
      .addColumn('baseBlob', 'text', required)
      .addColumn('basePosition', int, required)
      .addColumn('openedAt', int, required)
      .addColumn('deadlineAt', int)
      .addColumn('servedAt', int)
      .addColumn('receivedBlob', 'text')
      .addColumn('receivedAt', int)
      .addColumn('closedAt', int)
      .addColumn('outcome', 'text')
      .addColumn('verdict', 'text')
      .addColumn('version', int, zero),
  );
  const isOpen = sql<boolean>`${sql.ref('phase')} <> 'CLOSED'`;
  await index('turnOpenOfCircuit').unique().on('turn').column('circuitId').where(isOpen).execute();
  await index('turnOpenOfParticipant').unique().on('turn').column('participantId').where(isOpen).execute();
  await index('turnDue').on('turn').column('deadlineAt').where(isOpen).execute();
  await index('turnOfParticipant').on('turn').columns(['participantId', 'id']).execute();
  await index('turnOfCircuit').on('turn').columns(['circuitId', 'id']).execute();

  await create('contribution', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('circuitId', int, refers('circuit.id'))
      .addColumn('position', int, (column) => column.notNull().check(sql`${sql.ref('position')} > 0`))
      .addColumn('participantId', int, refers('participant.id'))
      .addColumn('turnId', int, (column) => column.unique().references('turn.id'))
      .addColumn('baseBlob', 'text', required)
      .addColumn('headBlob', 'text', required)
      .addColumn('record', 'text', required)
      .addColumn('checks', 'text', required)
      .addColumn('receipt', 'text', required)
      .addColumn('signature', 'text', required)
      .addColumn('acceptedAt', int, required)
      .addUniqueConstraint('contributionPosition', ['circuitId', 'position']),
  );
  await index('contributionOfParticipant').on('contribution').columns(['participantId', 'id']).execute();

  await create('usedKey', (t) =>
    t
      .addColumn('name', 'text', (column) => column.primaryKey().notNull())
      .addColumn('contributionId', int, refers('contribution.id')),
  );

  await create('event', (t) =>
    t
      .addColumn('ceremonyId', int, refers('ceremony.id'))
      .addColumn('seq', int, required)
      .addColumn('type', 'text', required)
      .addColumn('body', 'text', required)
      .addColumn('hash', 'text', required)
      .addColumn('private', 'text')
      .addColumn('at', int, required)
      .addPrimaryKeyConstraint('eventSeq', ['ceremonyId', 'seq']),
  );

  await create('job', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('kind', 'text', required)
      .addColumn('subject', 'text', required)
      .addColumn('state', 'text', oneOf('state', 'QUEUED', 'RUNNING', 'DONE', 'FAILED'))
      .addColumn('attempts', int, zero)
      .addColumn('leaseOwner', 'text')
      .addColumn('leaseUntil', int)
      .addColumn('fence', int, zero)
      .addColumn('result', 'text')
      .addColumn('createdAt', int, required)
      .addUniqueConstraint('jobOnce', ['kind', 'subject']),
  );
  await index('jobPending')
    .on('job')
    .columns(['kind', 'id'])
    .where(sql<boolean>`${sql.ref('state')} in ('QUEUED', 'RUNNING')`)
    .execute();

  await create('upload', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('participantId', int, refers('participant.id'))
      .addColumn('turnId', int, refers('turn.id'))
      .addColumn('kind', 'text', required)
      .addColumn('size', int, required)
      .addColumn('state', 'text', oneOf('state', 'OPEN', 'COMPLETE', 'DISCARDED'))
      .addColumn('parts', 'text', required)
      .addColumn('createdAt', int, required),
  );
}
