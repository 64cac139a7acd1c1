import { sql } from 'kysely';
import { mayRefer, refers, required, tablesOf, zero } from './columns.ts';
import { dialectOf } from './dialect-of.ts';
import type { Db } from './open-store.ts';

/** Participants over REST: queues, rosters, notifications, results. */
export async function createSecondTables(db: Db): Promise<void> {
  const { int, id, create, add, index } = tablesOf(db);

  await add('user', { role: 'text', contributedAt: int, version: [int, zero] });
  await add('identity', { accountCreatedAt: int });
  await add('session', { label: 'text', publicId: 'text' });
  // Half of the hash of 122 random bits tells nothing of them.
  await sql`update ${sql.table('session')} set ${sql.ref('publicId')} = substr(${sql.ref('idHash')}, 1, 32)`.execute(
    db,
  );
  await index('sessionPublicId').unique().on('session').column('publicId').execute();
  await add('project', { description: 'text', support: 'text', archivedAt: int });
  await add('ceremony', {
    about: 'text',
    eligibility: 'text',
    lastNumber: [int, zero],
    pastPolicies: 'text',
    closedAt: int,
    canceledAt: int,
    finalizedAt: int,
  });
  await add('circuit', {
    recentMillis: 'text',
    haltedAt: int,
    haltedWhy: 'text',
    faults: [int, zero],
  });
  await add('participant', {
    number: int,
    nameKey: 'text',
    circuitId: int,
    circuitsDone: [int, zero],
    queueClass: ['text', (c) => c.notNull().defaultTo('PUBLIC')],
    priority: [int, zero],
    presentUntil: int,
    termsVersion: int,
    termsAt: int,
    invitationId: int,
    archivedAt: int,
  });
  await add('turn', {
    startedAt: int,
    limitMillis: int,
    warnedAt: int,
    moreTimeAskedAt: int,
    graceMillis: [int, zero],
    progressAt: int,
    reservationId: int,
  });
  await add('upload', { version: [int, zero] });
  await add('event', { participantId: int, circuitId: int });
  const toldOf = (name: string) =>
    dialectOf(db) === 'postgres'
      ? sql<number>`(body::json #>> ${sql.lit(`{data,${name}}`)})::bigint`
      : sql<number>`json_extract(body, ${sql.lit(`$.data.${name}`)})`;
  await db
    .updateTable('event')
    .set({ participantId: toldOf('participant'), circuitId: toldOf('circuit') })
    .execute();
  await index('eventOfParticipant').on('event').columns(['participantId', 'seq']).execute();
  await index('eventOfType').on('event').columns(['ceremonyId', 'type', 'seq']).execute();
  await index('userContributed')
    .on('user')
    .column('id')
    .where(sql.ref('contributedAt'), 'is not', null)
    .execute();
  await index('contributionOfCircuit').on('contribution').columns(['circuitId', 'id']).execute();
  // Contributions accepted before there was a count of them.
  await sql`update "participant" set "circuitsDone" =
    (select count(*) from "contribution" where "contribution"."participantId" = "participant"."id")`.execute(
    db,
  );
  await index('participantQueue')
    .on('participant')
    .columns(['circuitId', 'status', 'queueClass', 'priority', 'queuedAt', 'id'])
    .execute();
  await index('contributionHead').on('contribution').column('headBlob').execute();
  // Lists of participants are counted without a look at the rows.
  await index('participantListed')
    .on('participant')
    .columns(['ceremonyId', 'status', 'id'])
    .where(sql.ref('archivedAt'), 'is', null)
    .execute();
  await index('participantNumber').unique().on('participant').columns(['ceremonyId', 'number']).execute();
  await index('participantName').unique().on('participant').columns(['ceremonyId', 'nameKey']).execute();
  await index('participantUser').on('participant').columns(['userId', 'id']).execute();
  await index('uploadOfTurn').on('upload').columns(['turnId', 'id']).execute();

  await db
    .updateTable('user')
    .set((eb) => ({
      contributedAt: eb
        .selectFrom('contribution')
        .innerJoin('participant', 'participant.id', 'contribution.participantId')
        .select(({ fn }) => fn.min('acceptedAt').as('first'))
        .whereRef('participant.userId', '=', 'user.id'),
    }))
    .execute();

  await create('coordinator', (t) =>
    t
      .addColumn('projectId', int, refers('project.id'))
      .addColumn('userId', int, refers('user.id'))
      .addColumn('addedAt', int, required)
      .addPrimaryKeyConstraint('coordinatorOnce', ['projectId', 'userId']),
  );
  await index('coordinatorUser').on('coordinator').column('userId').execute();

  await create('profile', (t) =>
    t
      .addColumn('participantId', int, (c) => c.primaryKey().notNull().references('participant.id'))
      .addColumn('data', 'text', required)
      .addColumn('updatedAt', int, required),
  );

  await create('infraction', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('participantId', int, refers('participant.id'))
      .addColumn('turnId', int, mayRefer('turn.id'))
      .addColumn('circuitId', int, mayRefer('circuit.id'))
      .addColumn('cause', 'text', required)
      .addColumn('at', int, required)
      .addColumn('until', int),
  );
  await index('infractionOfParticipant').on('infraction').columns(['participantId', 'id']).execute();

  await create('invitation', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('projectId', int, mayRefer('project.id'))
      .addColumn('ceremonyId', int, mayRefer('ceremony.id'))
      .addColumn('role', 'text', required)
      .addColumn('tokenHash', 'text', (c) => c.unique())
      .addColumn('name', 'text')
      .addColumn('address', 'text')
      .addColumn('cohort', 'text')
      .addColumn('identity', 'text')
      .addColumn('queueClass', 'text', required)
      .addColumn('priority', int, zero)
      .addColumn('from', int)
      .addColumn('until', int)
      .addColumn('createdBy', int, mayRefer('user.id'))
      .addColumn('createdAt', int, required)
      .addColumn('sentAt', int)
      .addColumn('usedAt', int)
      .addColumn('userId', int, mayRefer('user.id'))
      .addColumn('identityId', int, mayRefer('identity.id'))
      .addColumn('revokedAt', int)
      .addColumn('version', int, zero),
  );
  await index('invitationOfCeremony').on('invitation').columns(['ceremonyId', 'id']).execute();
  await index('invitationOfProject').on('invitation').columns(['projectId', 'id']).execute();
  await index('invitationIdentity').on('invitation').columns(['ceremonyId', 'identity']).execute();
  await index('invitationCreator').on('invitation').column('createdBy').execute();
  await index('invitationUser').on('invitation').column('userId').execute();
  await index('invitationMadeIdentity').on('invitation').column('identityId').execute();

  await create('reservation', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('ceremonyId', int, refers('ceremony.id'))
      .addColumn('circuitId', int, refers('circuit.id'))
      .addColumn('participantId', int, refers('participant.id'))
      .addColumn('from', int, required)
      .addColumn('until', int, required)
      .addColumn('limitMillis', int)
      .addColumn('note', 'text')
      .addColumn('state', 'text', required)
      .addColumn('createdAt', int, required)
      .addColumn('version', int, zero),
  );
  await index('reservationOfCircuit').on('reservation').columns(['circuitId', 'state', 'from']).execute();
  await index('reservationOfCeremony').on('reservation').columns(['ceremonyId', 'id']).execute();

  await create('subscription', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('userId', int, refers('user.id'))
      .addColumn('projectId', int, mayRefer('project.id'))
      .addColumn('ceremonyId', int, mayRefer('ceremony.id'))
      .addColumn('kind', 'text', required)
      .addColumn('form', 'text', required)
      .addColumn('target', 'text', required)
      .addColumn('secret', 'text')
      .addColumn('topics', 'text', required)
      .addColumn('timeZone', 'text', required)
      .addColumn('confirmedAt', int)
      .addColumn('failures', int, zero)
      .addColumn('disabledAt', int)
      .addColumn('createdAt', int, required)
      .addColumn('version', int, zero),
  );
  await index('subscriptionOfUser').on('subscription').columns(['userId', 'id']).execute();
  await index('subscriptionOfCeremony').on('subscription').column('ceremonyId').execute();
  await index('subscriptionOfProject').on('subscription').column('projectId').execute();

  await create('outbox', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('subscriptionId', int)
      .addColumn('key', 'text', (c) => c.notNull().unique())
      .addColumn('topic', 'text', required)
      .addColumn('payload', 'text', required)
      .addColumn('address', 'text')
      .addColumn('state', 'text', required)
      .addColumn('attempts', int, zero)
      .addColumn('nextAt', int, required)
      .addColumn('leaseOwner', 'text')
      .addColumn('leaseUntil', int)
      .addColumn('error', 'text')
      .addColumn('createdAt', int, required)
      .addColumn('sentAt', int),
  );
  await index('outboxOfSubscription').on('outbox').columns(['subscriptionId', 'id']).execute();
  await index('outboxDue')
    .on('outbox')
    .columns(['nextAt', 'id'])
    .where(sql<boolean>`${sql.ref('state')} in ('QUEUED', 'SENDING')`)
    .execute();

  await create('artifact', (t) =>
    t
      .addColumn('id', int, id)
      .addColumn('ceremonyId', int, refers('ceremony.id'))
      .addColumn('circuitId', int, mayRefer('circuit.id'))
      .addColumn('name', 'text', required)
      .addColumn('kind', 'text', required)
      .addColumn('hash', 'text', refers('blob.hash'))
      .addColumn('size', int, required)
      .addColumn('createdAt', int, required)
      .addUniqueConstraint('artifactName', ['ceremonyId', 'name']),
  );
  await index('artifactHash').on('artifact').column('hash').execute();
}
