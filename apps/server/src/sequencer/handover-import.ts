import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOREVER } from '@brebaje/ceremony/lobby-types';
import { enroll } from '@brebaje/ceremony/transitions';
import { recordBlob } from '../store/blobs.ts';
import { findCeremony } from '../store/ceremonies.ts';
import { insertContribution, useKeys } from '../store/contributions.ts';
import { enrolParticipant } from '../store/participants.ts';
import { setSetting } from '../store/settings.ts';
import { findOrCreateUser } from '../store/users.ts';
import type { KzgMetadata } from '../verify/kzg-scheme.ts';
import type { RecordJson } from '../verify/verification-messages.ts';
import { CommandRefused } from './ceremony-commands.ts';
import { type CeremonyTransaction, inCeremony, writeCircuit } from './ceremony-transaction.ts';
import type { ServerContext } from './context.ts';
import {
  HANDOVER_FILES,
  HandedIdentity,
  type HandoverNote,
  hashBundled,
  isSigned,
  openBundled,
  SignedHandover,
  sameSizes,
} from './handover-bundle.ts';
import { previousAddressesKey } from './handover-export.ts';
import { accountOf } from './identity-text.ts';
import { loadCircuit } from './load.ts';

/** A transcript of 141,416 contributions takes hours on a small machine. */
const VERIFY_MILLIS = 48 * 3_600_000;

/** Bytes of a note: far more than one with hundreds of addresses has. */
const NOTE_LIMIT = 1_000_000;

/**
 * Takes over a chain from another sequencer: verifies the whole bundle, the transcript's mathematics included,
 * and continues it in a ceremony that nobody has entered yet. Anything that does not fit refuses the import
 * and changes nothing.
 * @param previousAddress the retiring sequencer's receipt address, as learnt by another way; only a test
 *   ceremony does without, since whoever makes a bundle can sign it
 */
export async function importHandover(
  ctx: ServerContext,
  ceremonyId: number,
  { folder, previousAddress }: { folder: string; previousAddress?: string | undefined },
): Promise<HandoverNote> {
  const note = await readNote(folder, previousAddress);
  const circuit = await loadCircuit(ctx.store.db, ceremonyId);
  const ceremony = await findCeremony(ctx.store.db, ceremonyId);
  const { sizes } = JSON.parse(circuit.metadata) as KzgMetadata;
  if (!sameSizes(sizes, note.sizes) || circuit.genesisBlob !== note.genesis)
    throw new CommandRefused('the bundle is of a ceremony with other sizes');
  if ((ceremony?.test === 1) !== note.test)
    throw new CommandRefused('a test ceremony cannot become a real one, nor the other way round');
  const scratch = await mkdtemp(join(tmpdir(), 'brebaje-handover-'));
  try {
    const transcript = await ctx.verification.ask(
      {
        kind: 'transcript',
        path: join(folder, HANDOVER_FILES.transcript),
        scratch,
      },
      { timeoutMillis: VERIFY_MILLIS },
    );
    if (!transcript.ok) throw new CommandRefused(`the transcript does not verify: ${transcript.problem}`);
    if (!sameSizes(transcript.sizes, note.sizes) || transcript.contributions !== note.contributions)
      throw new CommandRefused('the transcript has other sizes or another length than the note says');
    const head = await ctx.blobs.put(transcript.head);
    if (head.hash !== note.head)
      throw new CommandRefused('the transcript ends in another state than the note says');
    const identities = await readIdentities(folder, note);
    await inCeremony(ctx, ceremonyId, (transaction) =>
      takeOver(transaction, { note, head, identities, records: transcript.records }),
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return note;
}

async function readNote(folder: string, previousAddress: string | undefined): Promise<HandoverNote> {
  const parsed = SignedHandover.safeParse(jsonOf(await readSmall(folder, HANDOVER_FILES.note)));
  if (!parsed.success) throw new CommandRefused(`${HANDOVER_FILES.note} has another shape than a handover's`);
  const { note } = parsed.data;
  if (!isSigned(parsed.data)) throw new CommandRefused('the signature of the handover does not fit');
  if (previousAddress === undefined && !note.test)
    throw new CommandRefused(
      'anybody can sign a bundle: say by --previous-address whose signature is expected. It is ' +
        'sequencer_address in /info/status of the old server, or the address that the ceremony has published',
    );
  const signer = note.addresses.at(-1);
  if (previousAddress !== undefined && previousAddress.toLowerCase() !== signer?.toLowerCase())
    throw new CommandRefused(`the handover is signed by ${signer}, not by ${previousAddress}`);
  const files = [
    [HANDOVER_FILES.transcript, note.transcript],
    [HANDOVER_FILES.identities, note.identitiesFile],
  ] as const;
  for (const [name, expected] of files) {
    if ((await hashBundled(folder, name)) !== expected)
      throw new CommandRefused(`${name} is not the file that was signed`);
  }
  return note;
}

async function readSmall(folder: string, name: string): Promise<string> {
  const file = await openBundled(folder, name);
  try {
    if ((await file.stat()).size > NOTE_LIMIT)
      throw new CommandRefused(`${name} is too long for a handover's`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

async function readIdentities(folder: string, note: HandoverNote): Promise<HandedIdentity[]> {
  const identities: HandedIdentity[] = [];
  for await (const line of (await openBundled(folder, HANDOVER_FILES.identities)).readLines()) {
    const parsed = HandedIdentity.safeParse(jsonOf(line));
    if (!parsed.success)
      throw new CommandRefused(`identity ${identities.length + 1} of the bundle is malformed`);
    identities.push(parsed.data);
  }
  if (identities.length !== note.identities) throw new CommandRefused('the bundle misses identities');
  return identities;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function takeOver(
  transaction: CeremonyTransaction,
  bundle: {
    note: HandoverNote;
    head: { hash: string; size: number };
    identities: HandedIdentity[];
    records: string;
  },
): Promise<void> {
  const { trx, ceremony, now } = transaction;
  const { note, head } = bundle;
  const circuit = await loadCircuit(trx, ceremony.id);
  const someone = await trx
    .selectFrom('participant')
    .select('id')
    .where('ceremonyId', '=', ceremony.id)
    .limit(1)
    .executeTakeFirst();
  if (circuit.position !== 0 || someone)
    throw new CommandRefused('this ceremony has begun: a chain is taken over by one that nobody has entered');
  await recordBlob(trx, { ...head, kind: 'head', createdAt: now });
  const participants = await enrolAll(transaction, bundle.identities);
  const latest = new Map<string, number>();
  let position = 0;
  for await (const line of (await open(bundle.records)).readLines()) {
    const record = JSON.parse(line) as RecordJson;
    const participantId = participants.get(record.identity);
    if (participantId === undefined)
      throw new CommandRefused(`${record.identity} is in the transcript, but not among the identities`);
    position += 1;
    latest.set(record.identity, position);
    const contribution = await insertContribution(trx, {
      circuitId: circuit.id,
      position,
      participantId,
      turnId: null,
      // Powers between the genesis and the head are not part of a transcript.
      baseBlob: position === 1 ? circuit.genesisBlob : '',
      headBlob: position === note.contributions ? head.hash : '',
      record: line,
      checks: JSON.stringify({ handover: note.addresses.at(-1) }),
      receipt: '',
      signature: '',
      acceptedAt: now,
    });
    const keys = [...new Set(record.subs.map((sub) => `bls12-381/${sub.pubkey}`))];
    if (!contribution || (await useKeys(trx, contribution.id, keys)).length > 0)
      throw new CommandRefused(`contribution ${position} repeats a public key`);
  }
  for (const { identity, position: said } of bundle.identities)
    if (said !== (latest.get(identity) ?? null))
      throw new CommandRefused(`${identity} contributed elsewhere in the transcript than the bundle says`);
  if (position > 0) await writeCircuit(transaction, circuit, { headBlob: head.hash, position });
  await setSetting(trx, previousAddressesKey(ceremony.slug), JSON.stringify(note.addresses));
  const { addresses, contributions, manifest, transcript, identitiesFile } = note;
  transaction.emit([
    {
      type: 'ceremony.amended',
      data: {
        who: 'operator',
        reason: 'took over the chain of another sequencer',
        handover: { addresses, contributions, manifest, transcript, identitiesFile, head: head.hash },
      },
    },
  ]);
}

/** Everybody who took part before, with what became of them. Returns participant numbers by identity. */
async function enrolAll(
  { trx, ceremony, now }: CeremonyTransaction,
  identities: HandedIdentity[],
): Promise<Map<string, number>> {
  const numbers = new Map<string, number>();
  for (const handed of identities) {
    const { user, identity } = await findOrCreateUser(trx, accountOf(handed.identity), now);
    const contributed = handed.position !== null;
    const { participant, created } = await enrolParticipant(trx, {
      ...enroll().member,
      userId: user.id,
      ceremonyId: ceremony.id,
      identityId: identity.id,
      status: contributed ? 'DONE' : 'TIMEDOUT',
      contributionStep: contributed ? 'COMPLETED' : 'DOWNLOADING',
      contributionProgress: contributed ? 100 : 0,
      circuitsDone: contributed ? 1 : 0,
      enteredAt: now,
      cause: contributed ? null : (handed.cause ?? 'DRAINED'),
      barredUntil: contributed || handed.barredUntil === 'forever' ? FOREVER : handed.barredUntil,
      createdAt: now,
    });
    if (!created) throw new CommandRefused(`${handed.identity} is in the bundle twice`);
    numbers.set(handed.identity, participant.id);
  }
  return numbers;
}
