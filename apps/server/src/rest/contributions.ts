import { createHash } from 'node:crypto';
import type { CONTRIBUTION_OPERATIONS, contributionSchema } from '@brebaje/protocol/rest/contributions';
import type { z } from 'zod';
import { attestationsOf, storeAttestation } from '../participants/attestations.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { circuitsOf, findCircuit } from '../store/circuits.ts';
import type { Db } from '../store/open-store.ts';
import { findParticipant } from '../store/participants.ts';
import type { ContributionRow } from '../store/schema.ts';
import type { CheckResult, Checks } from '../verify/verification-messages.ts';
import type { Handlers } from './handler.ts';
import { listing } from './list.ts';
import { Problem } from './problem.ts';
import { standingOn } from './roles.ts';
import { toSeconds } from './seconds.ts';
import { shownNames } from './shown-name.ts';

const CONTRIBUTIONS = listing('contribution', {
  sorts: { id: 'number' },
  filters: {
    // With one circuit, as in KZG ceremonies, the index has the rows in order.
    circuits: (eb, ids: number[]) =>
      ids.length === 1 ? eb('circuitId', '=', ids[0]!) : eb('circuitId', 'in', ids),
    participantId: (eb, id: number) => eb('participantId', '=', id),
  },
});

export const CONTRIBUTION_HANDLERS: Handlers<typeof CONTRIBUTION_OPERATIONS> = {
  async listContributions({ ctx }, { query: { ceremonyId, circuitId, ...query } }) {
    const { db } = ctx.store;
    const circuits = await chosenCircuits(db, ceremonyId, circuitId);
    if (circuits?.length === 0) return { body: { items: [], total: 0 } };
    const filtered = circuits !== undefined || query.participantId !== undefined;
    const { rows, ...page } = await CONTRIBUTIONS.page(
      db,
      { ...query, circuits },
      filtered ? undefined : (eb) => eb('circuitId', 'not in', archivedCircuits(db)),
    );
    return { body: { ...page, items: await shownAll(db, rows) } };
  },

  async readContribution({ ctx }, { params }) {
    const { db } = ctx.store;
    const [body] = await shownAll(db, [await found(db, params.id)]);
    return { body };
  },

  async readReceipt({ ctx }, { params, caller }) {
    const { db } = ctx.store;
    const row = await found(db, params.id);
    const participant = await findParticipant(db, row.participantId);
    const circuit = await findCircuit(db, row.circuitId);
    const ceremony = circuit && (await findCeremony(db, circuit.ceremonyId));
    if (!participant || !ceremony)
      throw new Error(`contribution ${row.id} has lost its participant or ceremony`);
    if ((await standingOn(db, caller, ceremony, participant)) === null)
      throw new Problem('NOT_PERMITTED', 'The contributor, coordinators and operators have the receipt.');
    const { receipt, signature } = row;
    if (receipt === '')
      throw new Problem('NOT_FOUND', 'The server that accepted it signed the receipt and has it.');
    return { body: { receipt, ...(signature === '' ? {} : { signature }) } };
  },

  async writeAttestation({ ctx }, { params, body, caller }) {
    const { db } = ctx.store;
    const row = await found(db, params.id);
    if ((await findParticipant(db, row.participantId))?.userId !== caller.userId)
      throw new Problem('NOT_PERMITTED', 'Only the contributor may do this.');
    await storeAttestation(db, row, body, ctx.clock.now());
    const [shown] = await shownAll(db, [row]);
    return { body: shown };
  },
};

async function found(db: Db, id: number): Promise<ContributionRow> {
  const row = await db.selectFrom('contribution').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new Problem('NOT_FOUND');
  return row;
}

/** Numbers of the circuits that are asked for; undefined: all there are. */
async function chosenCircuits(
  db: Db,
  ceremonyId: number | undefined,
  circuitId: number | undefined,
): Promise<number[] | undefined> {
  if (ceremonyId === undefined) return circuitId === undefined ? undefined : [circuitId];
  const ids = (await circuitsOf(db, ceremonyId)).map(({ id }) => id);
  return circuitId === undefined ? ids : ids.filter((id) => id === circuitId);
}

function archivedCircuits(db: Db) {
  return db
    .selectFrom('circuit')
    .innerJoin('ceremony', 'ceremony.id', 'circuit.ceremonyId')
    .select('circuit.id')
    .where('ceremony.archivedAt', 'is not', null);
}

type Shown = z.input<typeof contributionSchema>;

/** The contributions of a page with names, circuits and attestations: three queries more, however many they are. */
async function shownAll(db: Db, rows: ContributionRow[]): Promise<Shown[]> {
  if (rows.length === 0) return [];
  const names = await shownNames(
    db,
    rows.map(({ participantId }) => participantId),
  );
  const circuits = await db
    .selectFrom('circuit')
    .innerJoin('ceremony', 'ceremony.id', 'circuit.ceremonyId')
    .select(['circuit.id', 'circuit.ceremonyId', 'ceremony.scheme'])
    .where('circuit.id', 'in', [...new Set(rows.map(({ circuitId }) => circuitId))])
    .execute();
  const attestations = await attestationsOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const attestation = attestations.get(row.id);
    const circuit = circuits.find(({ id }) => id === row.circuitId);
    const publicName = names.get(row.participantId);
    if (!circuit || publicName === undefined)
      throw new Error(`contribution ${row.id} has lost its circuit or participant`);
    return {
      id: row.id,
      ceremonyId: circuit.ceremonyId,
      circuitId: row.circuitId,
      position: row.position,
      participantId: row.participantId,
      publicName,
      // Of a contribution that was handed over, another server has receipt and states.
      ...(row.receipt === '' ? {} : { contributionHash: contributionHash(circuit.scheme, row.receipt) }),
      ...(row.baseBlob === '' ? {} : { base: row.baseBlob }),
      ...(row.headBlob === '' ? {} : { head: row.headBlob }),
      ...shownChecks(JSON.parse(row.checks)),
      acceptedAt: toSeconds(row.acceptedAt),
      ...(attestation ? { attestation } : {}),
    };
  });
}

/** What the contributor's receipt calls it; of KZG's receipts, which call it nothing, the SHA-256. */
function contributionHash(scheme: 'KZG' | 'GROTH16', receipt: string): string {
  const named =
    scheme === 'KZG' ? undefined : (JSON.parse(receipt) as { contributionHash?: unknown }).contributionHash;
  return typeof named === 'string' ? named : createHash('sha256').update(receipt, 'utf8').digest('hex');
}

type StoredChecks = (Checks & { final?: CheckResult }) | { handover: string };

export function shownChecks(stored: StoredChecks): Pick<Shown, 'checks' | 'handedOverBy'> {
  if ('handover' in stored) return { handedOverBy: stored.handover };
  const { format, mathematical, consistency, final } = stored;
  return {
    checks: {
      format: shownCheck(format),
      mathematical: shownCheck(mathematical),
      consistency: shownCheck(consistency),
      ...(final ? { final: shownCheck(final) } : {}),
    },
  };
}

function shownCheck({
  verdict,
  milliseconds,
  software,
  message,
}: CheckResult): NonNullable<Shown['checks']>['format'] {
  return { verdict, seconds: milliseconds / 1000, software, message };
}
