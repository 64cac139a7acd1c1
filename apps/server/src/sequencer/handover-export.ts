import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { FOREVER } from '@brebaje/ceremony/lobby-types';
import { signReceipt } from '@brebaje/kzg/receipt';
import { findCeremony } from '../store/ceremonies.ts';
import { latestContributionOf, type UsedIdentity, usedIdentities } from '../store/contributions.ts';
import { isErased } from '../store/erased-identities.ts';
import type { Db } from '../store/open-store.ts';
import { getSetting } from '../store/settings.ts';
import type { KzgMetadata } from '../verify/kzg-scheme.ts';
import type { RecordJson } from '../verify/verification-messages.ts';
import { CommandRefused } from './ceremony-commands.ts';
import type { ServerContext } from './context.ts';
import { currentState } from './current-state.ts';
import { HANDOVER_FILES, HandedIdentity, type HandoverNote, handoverText } from './handover-bundle.ts';
import { identityText } from './identity-text.ts';
import { loadCircuit } from './load.ts';

/** Setting with the receipt addresses of a ceremony's earlier sequencers, JSON. */
export const previousAddressesKey = (slug: string) => `handover:${slug}`;

/** Writes a drained ceremony to a new folder, signed with its receipt key. */
export async function exportHandover(
  ctx: ServerContext,
  ceremonyId: number,
  folder: string,
): Promise<HandoverNote> {
  const { db } = ctx.store;
  const ceremony = await findCeremony(db, ceremonyId);
  if (!ceremony) throw new CommandRefused('there is no such ceremony');
  if (ceremony.drainedAt === null)
    throw new CommandRefused(
      'only a drained ceremony is handed over: drain it, and wait until nobody is inside',
    );
  const circuit = await loadCircuit(db, ceremonyId);
  await mkdir(folder);
  const snapshot = await currentState(ctx, ceremonyId);
  const transcript = await write(join(folder, HANDOVER_FILES.transcript), snapshot.chunks());
  let identities = 0;
  const lines = async function* () {
    for await (const used of usedIdentities(db, ceremonyId)) {
      const identity = isErased(used) ? await identityInChain(db, used.participantId) : identityText(used);
      // Erased, and in no transcript: nobody can say any more who it was.
      if (identity === undefined) continue;
      identities += 1;
      yield new TextEncoder().encode(`${JSON.stringify(handedIdentity(used, identity))}\n`);
    }
  };
  const identitiesFile = await write(join(folder, HANDOVER_FILES.identities), lines());
  const { privateKey, address } = await ctx.keys.receiptKey(ceremony.slug);
  const previous = JSON.parse(
    (await getSetting(db, previousAddressesKey(ceremony.slug))) ?? '[]',
  ) as string[];
  const note: HandoverNote = {
    type: 'brebaje/handover/v1',
    ceremony: ceremony.slug,
    title: ceremony.title,
    test: ceremony.test === 1,
    sizes: (JSON.parse(circuit.metadata) as KzgMetadata).sizes,
    genesis: circuit.genesisBlob,
    head: circuit.headBlob,
    contributions: circuit.position,
    identities,
    manifest: ceremony.manifestHash,
    addresses: [...previous, address],
    transcript,
    identitiesFile,
    at: ctx.clock.now(),
  };
  const signed = { note, signature: signReceipt(handoverText(note), privateKey) };
  const text = new TextEncoder().encode(`${JSON.stringify(signed, null, 2)}\n`);
  // Last: a folder without it is no bundle.
  await write(join(folder, HANDOVER_FILES.note), [text]);
  return note;
}

/** As the transcript names somebody for good. */
async function identityInChain(db: Db, participantId: number): Promise<string | undefined> {
  const accepted = await latestContributionOf(db, participantId);
  return accepted && (JSON.parse(accepted.record) as RecordJson).identity;
}

function handedIdentity(used: UsedIdentity, identity: string): HandedIdentity {
  const { barredUntil } = used;
  return HandedIdentity.parse({
    identity,
    status: used.status,
    cause: used.cause,
    barredUntil: barredUntil === FOREVER ? 'forever' : barredUntil,
    position: used.position,
  });
}

/** Writes a new file and answers its SHA-256 when it is on the disk. */
async function write(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx');
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}
