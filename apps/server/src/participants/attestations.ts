/** What contributors tell the world about their contributions: erased by an empty one, as a profile is. */
import {
  ATTESTATION_SAYS,
  type AttestationBody,
  type shownAttestationSchema,
} from '@brebaje/protocol/rest/attestations';
import type { z } from 'zod';
import type { Db } from '../store/open-store.ts';
import type { ContributionRow } from '../store/schema.ts';

export type ShownAttestation = z.input<typeof shownAttestationSchema>;

/** Those of a page of contributions, by the contribution's number. */
export async function attestationsOf(
  db: Db,
  contributionIds: readonly number[],
): Promise<Map<number, ShownAttestation>> {
  if (contributionIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('attestation')
    .select(['contributionId', 'url', 'note'])
    .where('contributionId', 'in', contributionIds)
    .execute();
  return new Map(rows.map((row) => [row.contributionId, shownAttestation(row)]));
}

export function shownAttestation(row: { url: string | null; note: string | null }): ShownAttestation {
  const { url, note } = row;
  return { ...(url === null ? {} : { url }), ...(note === null ? {} : { note }), says: ATTESTATION_SAYS };
}

/** Puts it in place of what was there. */
export async function storeAttestation(
  db: Db,
  { id: contributionId, participantId }: Pick<ContributionRow, 'id' | 'participantId'>,
  { url = null, note = null }: { [K in keyof AttestationBody]: AttestationBody[K] | null },
  updatedAt: number,
): Promise<void> {
  if (url === null && note === null) {
    await db.deleteFrom('attestation').where('contributionId', '=', contributionId).execute();
    return;
  }
  const values = { url, note, updatedAt };
  await db
    .insertInto('attestation')
    .values({ contributionId, participantId, ...values })
    .onConflict((conflict) => conflict.column('contributionId').doUpdateSet(values))
    .execute();
}
