/** A finished KZG contribution in this browser, until it is accepted: what is computed once is never lost. */
import type { Computed } from '@brebaje/client/compute';
import { hashInto } from '@brebaje/client/groth16/hash-file';
import { writeAll } from '@brebaje/client/groth16/work';
import type { WorkStore } from '@brebaje/client/groth16/work-store';
import type { Turn } from '@brebaje/client/take-part';

const BODY = 'kzg.body';
const NOTE = 'kzg.json';

/** What is kept of it, with the body read back. */
export interface KeptKzg {
  body: Uint8Array;
  baseHash: string;
  stateHash: string;
  subs: Computed['subs'];
  sequencerAddress: string;
  identity: string | undefined;
  position: number | undefined;
  test: boolean;
}

interface Note extends Omit<KeptKzg, 'body' | 'subs'> {
  sha256: string;
  subs: (Omit<Computed['subs'][number], 'potPubkey'> & { potPubkey: number[] })[];
}

export async function keepKzg(
  store: WorkStore,
  {
    base,
    credential,
    position,
    sequencerAddress,
    test,
  }: Pick<Turn, 'base' | 'credential' | 'position' | 'sequencerAddress' | 'test'>,
  { body, stateHash, subs }: Computed,
): Promise<void> {
  const whole = (async function* () {
    yield body;
  })();
  const sha256 = await writeAll(store, BODY, whole);
  const note: Note = {
    sha256,
    baseHash: base.hash,
    stateHash,
    subs: subs.map((sub) => ({ ...sub, potPubkey: [...sub.potPubkey] })),
    sequencerAddress,
    identity: credential.identity,
    position,
    test,
  };
  await store.writeNote(NOTE, JSON.stringify(note));
}

/** Undefined when there is none, or when it was damaged. */
export async function keptKzg(store: WorkStore): Promise<KeptKzg | undefined> {
  const note = noteIn(await store.readNote(NOTE));
  if (!note || (await store.size(BODY)) === undefined) return undefined;
  const { sha256, subs, ...rest } = note;
  const hash = store.sha256();
  await hashInto(store, BODY, hash);
  if (hash.hex() !== sha256) return undefined;
  const file = await store.open(BODY);
  try {
    const body = await file.read(0, file.size);
    return {
      ...rest,
      body,
      subs: subs.map((sub) => ({ ...sub, potPubkey: Uint8Array.from(sub.potPubkey) })),
    };
  } finally {
    await file.close();
  }
}

function noteIn(text: string | undefined): Note | undefined {
  try {
    const note = JSON.parse(text ?? 'null') as Note | null;
    return Array.isArray(note?.subs) ? note : undefined;
  } catch {
    return undefined;
  }
}

export async function dropKzg(store: WorkStore): Promise<void> {
  // The note first: a body without one is nothing.
  await store.remove(NOTE);
  await store.remove(BODY);
}
