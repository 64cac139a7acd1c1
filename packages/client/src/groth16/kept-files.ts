import { isObject } from '../plain.ts';
import { hashOfFile } from './hash-file.ts';
import type { PinnedCircuit } from './manifest.ts';
import type { OwnTurn } from './place.ts';
import type { Work } from './work.ts';
import type { WorkStore } from './work-store.ts';

/** Names of what is kept of a circuit. Numbers, because a manifest of others spells the slugs. */
export function namesOf({ sequence }: Pick<PinnedCircuit, 'sequence'>) {
  return {
    genesis: `${sequence}.genesis.zkey`,
    base: `${sequence}.base.zkey`,
    output: `${sequence}.new.zkey`,
    note: `${sequence}.work.json`,
  };
}

/** Finished work of a circuit that waits to be accepted. */
export async function keptWork(store: WorkStore, circuit: PinnedCircuit): Promise<Work | undefined> {
  const text = await store.readNote(namesOf(circuit).note);
  if (text === undefined) return undefined;
  try {
    const work: unknown = JSON.parse(text);
    return isWork(work) && work.circuit === circuit.slug ? work : undefined;
  } catch {
    return undefined;
  }
}

const HEX = /^(?:[0-9a-f]{2})+$/;
const HASHES = ['ceremony', 'base', 'previousState', 'state'] as const;
const BYTES = ['record', 'contributionHash'] as const;

/** Whether a value is finished work, as far as its form tells. */
export function isWork(value: unknown): value is Work {
  if (!isObject(value) || !isObject(value.file) || !isObject(value.evidence)) return false;
  const { file, evidence, name, upload, whole } = value;
  const numbers = [value.circuitId, value.turnId, value.position, file.size, whole ?? 0];
  const hash = (text: unknown) => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);
  const bytes = (text: unknown) => typeof text === 'string' && HEX.test(text);
  return (
    typeof value.circuit === 'string' &&
    (name === undefined || typeof name === 'string') &&
    numbers.every((one) => Number.isSafeInteger(one) && (one as number) >= 0) &&
    [...HASHES.map((key) => value[key]), file.sha256].every(hash) &&
    [...BYTES.map((key) => value[key]), evidence.seed, evidence.sum].every(bytes) &&
    (upload === undefined || (isObject(upload) && Number.isSafeInteger(upload.id) && isObject(upload.etags)))
  );
}

/** Whether finished work of any of these circuits waits. */
export async function anyKept(store: WorkStore, circuits: readonly PinnedCircuit[]): Promise<boolean> {
  for (const circuit of circuits) if (await keptWork(store, circuit)) return true;
  return false;
}

/** Keeps finished work, whose file is in the store already. */
export function keepWork(store: WorkStore, circuit: PinnedCircuit, work: Work): Promise<void> {
  return store.writeNote(namesOf(circuit).note, JSON.stringify(work));
}

/** Whether kept work is of this attempt and whole: made in this very turn, from what the turn hands out. */
export async function isForTurn(
  store: WorkStore,
  work: Work,
  { turnId, base, circuit }: OwnTurn,
): Promise<boolean> {
  if (work.turnId !== turnId || work.base !== base.sha256) return false;
  const { output } = namesOf(circuit);
  return (
    (await store.size(output)) === work.file.size && (await hashOfFile(store, output)) === work.file.sha256
  );
}

/** Forgets finished work: whatever comes next has another secret. */
export async function dropWork(store: WorkStore, circuit: PinnedCircuit): Promise<void> {
  const { note, output } = namesOf(circuit);
  // The note first: a file without one is nothing.
  await store.remove(note);
  for (const name of [output, `${output}.part`]) await store.remove(name);
}

/** Removes everything of a circuit that is done. */
export async function dropCircuit(store: WorkStore, circuit: PinnedCircuit): Promise<void> {
  await dropWork(store, circuit);
  const { genesis, base } = namesOf(circuit);
  for (const name of [genesis, base]) {
    await store.remove(name);
    await store.remove(`${name}.part`);
  }
}
