import { createHash } from 'node:crypto';
import { hashLines } from '@brebaje/groth16/chain/record-hash';
import { fromHex } from '@brebaje/kzg/hex';
import type { TRANSCRIPT_OPERATIONS, transcriptSchema } from '@brebaje/protocol/rest/transcripts';
import type { z } from 'zod';
import { fileUrl } from '../ceremonies/artifacts.ts';
import type { Config } from '../config/options.ts';
import { attestationsOf, type ShownAttestation } from '../participants/attestations.ts';
import { findCircuit } from '../store/circuits.ts';
import type { Db } from '../store/open-store.ts';
import type { CircuitRow, ContributionRow, TurnRow } from '../store/schema.ts';
import type { Checks, Groth16Record } from '../verify/verification-messages.ts';
import { shownChecks } from './contributions.ts';
import type { Handlers } from './handler.ts';
import { listing } from './list.ts';
import { Problem } from './problem.ts';
import { toSeconds } from './seconds.ts';
import { shownNames } from './shown-name.ts';

const CONTRIBUTIONS = listing('contribution', {
  sorts: { id: 'number' },
  filters: { circuitId: (eb, id: number) => eb('circuitId', '=', id) },
});

export const TRANSCRIPT_HANDLERS: Handlers<typeof TRANSCRIPT_OPERATIONS> = {
  async readTranscript({ ctx }, { params }) {
    const { db } = ctx.store;
    const row = await db
      .selectFrom('contribution')
      .selectAll()
      .where('id', '=', params.id)
      .executeTakeFirst();
    const circuit = row && (await findCircuit(db, row.circuitId));
    const [body] = row && circuit ? await shownAll(db, ctx.config, circuit, [row]) : [];
    if (!body) throw new Problem('NOT_FOUND');
    return { body };
  },

  async listTranscripts({ ctx }, { params, query }) {
    const { db } = ctx.store;
    const circuit = await findCircuit(db, params.id);
    if (!circuit) throw new Problem('NOT_FOUND');
    const { rows, ...page } = await CONTRIBUTIONS.page(db, { ...query, circuitId: circuit.id });
    return { body: { ...page, items: await shownAll(db, ctx.config, circuit, rows) } };
  },
};

type Shown = z.input<typeof transcriptSchema>;

/** Transcripts of a page: a fixed number of queries, however many they are. */
async function shownAll(
  db: Db,
  config: Config,
  circuit: CircuitRow,
  rows: ContributionRow[],
): Promise<Shown[]> {
  const accepted = rows.flatMap((row) => {
    const record = groth16Record(row.record);
    return record ? [{ row, record }] : [];
  });
  if (accepted.length === 0) return [];
  const names = await shownNames(
    db,
    accepted.map(({ row }) => row.participantId),
  );
  const turns = await db
    .selectFrom('turn')
    .selectAll()
    .where(
      'id',
      'in',
      accepted.map(({ row }) => row.turnId),
    )
    .execute();
  const blobs = await db
    .selectFrom('blob')
    .select(['hash', 'size'])
    .where(
      'hash',
      'in',
      accepted.map(({ row }) => row.headBlob),
    )
    .execute();
  const attestations = await attestationsOf(
    db,
    accepted.map(({ row }) => row.id),
  );
  return accepted.map(({ row, record }) => {
    const turn = turns.find(({ id }) => id === row.turnId);
    const blob = blobs.find(({ hash }) => hash === row.headBlob);
    const name = names.get(row.participantId);
    if (!turn || !blob || name === undefined)
      throw new Error(`contribution ${row.id} has lost its turn, its state or its participant`);
    const attestation = attestations.get(row.id);
    return shown({ row, record, turn, name, size: blob.size, circuit, config, attestation });
  });
}

function shown(facts: {
  row: ContributionRow;
  record: Groth16Record;
  turn: TurnRow;
  name: string;
  size: number;
  circuit: CircuitRow;
  config: Config;
  attestation: ShownAttestation | undefined;
}): Shown {
  const { row, record, turn, size, circuit, config, attestation } = facts;
  const { slug } = circuit;
  const { checks } = shownChecks(JSON.parse(row.checks) as Checks);
  const { sha256, blake2b } = record.head;
  const file = `${slug}_${String(row.position).padStart(5, '0')}.slim.zkey`;
  const at = (name: 'startedAt' | 'receivedAt') =>
    turn[name] === null ? {} : { [name]: toSeconds(turn[name]) };
  return {
    type: 'brebaje/groth16-transcript/v1',
    contributionId: row.id,
    circuit: slug,
    position: row.position,
    participantId: row.participantId,
    publicName: facts.name,
    previousState: record.previousState,
    state: record.state,
    record: record.record,
    contributionHash: record.contributionHash,
    contributionHashLines: hashLines(fromHex(record.contributionHash)!),
    slim: {
      sha256,
      blake2b,
      size,
      url: fileUrl(config, { circuitId: circuit.id, name: file, kind: 'state', hash: sha256, size }),
    },
    ...(turn.receivedBlob === null || turn.receivedBlob === sha256
      ? {}
      : { whole: { sha256: turn.receivedBlob } }),
    checks: checks!,
    ...receiptOf(row),
    times: {
      openedAt: toSeconds(turn.openedAt),
      ...at('startedAt'),
      ...at('receivedAt'),
      acceptedAt: toSeconds(row.acceptedAt),
    },
    ...(attestation ? { attestation } : {}),
  };
}

/** Records of circuits only: others have no transcript of their own. */
function groth16Record(text: string): Groth16Record | undefined {
  const record = JSON.parse(text) as Partial<Groth16Record>;
  return record.contributionHash !== undefined && record.head !== undefined
    ? (record as Groth16Record)
    : undefined;
}

/** Receipts in which the contributor is a commitment; one that has the account in it is the contributor's to show. */
function receiptOf({ receipt, signature }: ContributionRow): Pick<Shown, 'receipt'> {
  if (receipt === '' || !signature) return {};
  const { identity } = JSON.parse(receipt) as { identity?: unknown };
  if (typeof identity !== 'string' || !/^[0-9a-f]{64}$/.test(identity)) return {};
  const sha256 = createHash('sha256').update(receipt, 'utf8').digest('hex');
  return { receipt: { text: receipt, signature, sha256 } };
}
