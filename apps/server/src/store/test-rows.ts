/** Rows that tests of the store and of what is built on it start from. */
import { KZG_POLICY } from '@brebaje/ceremony/policy';
import { recordBlob } from './blobs.ts';
import { createCeremony, ensureProject } from './ceremonies.ts';
import { createCircuit } from './circuits.ts';
import type { Db } from './open-store.ts';
import { enrolParticipant } from './participants.ts';
import type { CeremonyRow, CircuitRow, ParticipantRow } from './schema.ts';
import { findOrCreateUser } from './users.ts';

export const GENESIS = '00'.repeat(32);

/** An opened KZG ceremony with its one circuit. */
export async function testCeremony(
  db: Db,
  slug = 'kzg',
): Promise<{ ceremony: CeremonyRow; circuit: CircuitRow }> {
  const project = await ensureProject(db, { slug: 'tests', name: 'Tests' }, 0);
  await recordBlob(db, { hash: GENESIS, size: 1, kind: 'state', createdAt: 0 });
  const ceremony = await createCeremony(db, {
    projectId: project.id,
    slug,
    title: slug,
    scheme: 'KZG',
    status: 'OPENED',
    policy: JSON.stringify(KZG_POLICY),
    qualification: '{}',
    test: 1,
    receiptAddress: '0x0000000000000000000000000000000000000000',
    createdAt: 0,
  });
  const circuit = await createCircuit(db, {
    ceremonyId: ceremony!.id,
    sequence: 1,
    slug: 'batch',
    metadata: JSON.stringify({ sizes: [{ g1: 4, g2: 3 }] }),
    genesisBlob: GENESIS,
    headBlob: GENESIS,
  });
  return { ceremony: ceremony!, circuit };
}

/** Somebody new who takes part; in the lobby unless `values` say otherwise. */
export async function testParticipant(
  db: Db,
  ceremonyId: number,
  subject: string,
  values: Partial<ParticipantRow> = {},
): Promise<ParticipantRow> {
  const { user, identity } = await findOrCreateUser(
    db,
    { provider: 'Ethereum', subject, handle: subject },
    0,
  );
  const { participant } = await enrolParticipant(db, {
    status: 'WAITING',
    contributionStep: 'DOWNLOADING',
    createdAt: 0,
    enteredAt: 0,
    ...values,
    userId: user.id,
    identityId: identity.id,
    ceremonyId,
  });
  return participant;
}
