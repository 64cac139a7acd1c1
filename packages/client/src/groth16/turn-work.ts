import type { CurveName, Engine } from '@brebaje/curves/engine';
import type { ParticipantBody } from '@brebaje/protocol/rest/participant';
import { ClientError } from '../client-error.ts';
import type { Surroundings } from '../surroundings.ts';
import type { CircuitEvent, Traffic } from './events.ts';
import { type FetchOptions, fetchFile } from './fetch-file.ts';
import { computeWhileFilling, FillingFile } from './filling-file.ts';
import { hashOfFile } from './hash-file.ts';
import { dropWork, isForTurn, keepWork, keptWork, namesOf } from './kept-files.ts';
import type { PinnedCeremony } from './manifest.ts';
import { renameWork } from './mend.ts';
import type { OwnTurn } from './place.ts';
import type { Prefetch } from './prefetch.ts';
import { Reporter } from './reporter.ts';
import type { SteadyClient } from './steady.ts';
import { handWorkIn } from './upload.ts';
import { computeWork, nameFor, type Work } from './work.ts';
import type { WorkStore } from './work-store.ts';

/** What working on a turn needs. */
export interface TurnWorkOptions {
  ceremony: PinnedCeremony;
  participantId: number;
  publicName: string;
  store: WorkStore;
  engine: (curve: CurveName) => Promise<Engine>;
  extraEntropy?: Uint8Array | undefined;
  prefetch: Prefetch;
  traffic: Traffic;
  emit: (event: CircuitEvent) => void;
  signal: AbortSignal;
}

/** How often a contribution that the server cannot read is handed in again. */
const MOST_MENDS = 3;

/**
 * Does what is to be done in a turn: takes up finished work of an earlier run, or makes new work from what the
 * turn hands out, and hands it in. Returns when the server has it, or when the turn is over.
 */
export async function workOnTurn(
  world: Surroundings,
  client: SteadyClient,
  turn: OwnTurn,
  options: TurnWorkOptions,
): Promise<void> {
  const { store, emit } = options;
  const { circuit } = turn;
  const reporter = new Reporter(world, client, options.participantId);
  for (let attempt = 1; ; attempt++) {
    const kept = await keptWork(store, circuit);
    const usable = kept && (await isForTurn(store, kept, turn)) ? kept : undefined;
    if (attempt === 1) emit({ type: 'turn', turn, kept: usable !== undefined });
    const work = usable ?? (await makeWork(world, turn, reporter, options));
    const result = await handIn(world, client, work, turn, reporter, options);
    if (result.done !== 'unreadable') return;
    if (attempt > MOST_MENDS) {
      throw new ClientError('REFUSED', `the server does not take the contribution: ${result.why}`, {
        next: 'the finished work is kept; the ceremony’s page says where help is',
      });
    }
    await mend(client, work, attempt, result.why, turn, options);
  }
}

/** Names of a turn's files in the store; the first contribution is to the genesis itself. */
export interface TurnFiles {
  base: string;
  genesis: string;
}

/** Fetches what the turn hands out, when the genesis is here and sound. */
export async function fetchTurn(
  world: Surroundings,
  turn: OwnTurn,
  options: TurnWorkOptions,
): Promise<TurnFiles> {
  const { store, prefetch } = options;
  await dropWork(store, turn.circuit);
  await prefetch.sums(turn.circuit);
  const names = namesOf(turn.circuit);
  if (isFirst(turn)) return { base: names.genesis, genesis: names.genesis };
  const base = { ...turn.base, most: turn.base.size };
  await fetchFile(world, store, base, names.base, downloading(turn, undefined, options));
  return { base: names.base, genesis: names.genesis };
}

/** The first contribution is to the genesis, which is here already. */
const isFirst = ({ base, circuit }: OwnTurn): boolean => base.sha256 === circuit.genesis;

function downloading(
  { circuit }: OwnTurn,
  reporter: Reporter | undefined,
  { traffic, emit, signal }: TurnWorkOptions,
): FetchOptions {
  return {
    received: (received, total) => {
      emit({ type: 'downloading', circuit: circuit.slug, received, total });
      reporter?.report('DOWNLOADING', received, total ?? received);
    },
    moved: (bytes) => {
      traffic.received += bytes;
    },
    emit,
    signal,
  };
}

/**
 * Makes a contribution. What is handed out is checked and divided while it comes; that is told as computing from
 * when it is here.
 */
async function makeWork(
  world: Surroundings,
  turn: OwnTurn,
  reporter: Reporter,
  options: TurnWorkOptions,
): Promise<Work> {
  const { ceremony, store, engine, extraEntropy, publicName, prefetch, emit, signal } = options;
  const { circuit } = turn;
  const names = namesOf(circuit);
  // A secret is used on one base and in one attempt: what an earlier one made is worth nothing now.
  await dropWork(store, circuit);
  const sums = await prefetch.sums(circuit);
  const running = await engine(circuit.curve);
  let here = false;
  let stand: [done: number, total: number] | undefined;
  const tell = () => {
    const [done, total] = stand ?? [0, 1];
    if (stand) emit({ type: 'computing', circuit: circuit.slug, done, total });
    reporter.report('COMPUTING', done, total);
  };
  const arrived = () => {
    here = true;
    tell();
  };
  const compute = (base: string | FillingFile) =>
    computeWork(running, store, { base, output: names.output }, turn, ceremony.manifest, sums, {
      extraEntropy,
      name: publicName,
      progress: (...now) => {
        stand = now;
        if (here) tell();
      },
      signal,
    });
  let work: Work;
  if (isFirst(turn)) {
    arrived();
    work = await compute(names.genesis);
  } else {
    const base = { ...turn.base, most: turn.base.size };
    const filling = new FillingFile(world, store, base, names.base, downloading(turn, reporter, options));
    filling.fetched.then(arrived, () => {});
    work = await computeWhileFilling(filling, names.base, compute, () => dropWork(store, circuit));
  }
  await keepWork(store, circuit, work);
  emit({ type: 'computed', work });
  return work;
}

async function handIn(
  world: Surroundings,
  client: SteadyClient,
  work: Work,
  { circuit }: OwnTurn,
  reporter: Reporter,
  { store, participantId, traffic, emit, signal }: TurnWorkOptions,
) {
  return handWorkIn(world, client, store, namesOf(circuit).output, work, {
    participantId,
    keep: (changed) => keepWork(store, circuit, changed),
    sent: (sent, total) => {
      emit({ type: 'uploading', circuit: circuit.slug, sent, total });
      reporter.report('UPLOADING', sent, total);
    },
    moved: (bytes) => {
      traffic.sent += bytes;
    },
    emit,
    signal,
  });
}

/**
 * Makes another attempt possible within the turn: by the name that the server has, by sending the bytes again,
 * by no name at all; and by computing anew where the file was damaged here.
 */
async function mend(
  client: SteadyClient,
  work: Work,
  attempt: number,
  why: string,
  { circuit }: OwnTurn,
  options: TurnWorkOptions,
): Promise<void> {
  const { store, participantId, emit } = options;
  const { output } = namesOf(circuit);
  if ((await hashOfFile(store, output)) !== work.file.sha256) {
    emit({ type: 'mending', why, how: 'computing' });
    return dropWork(store, circuit);
  }
  const path = `/participants/${participantId}`;
  const { body } = await client.call<ParticipantBody>({ method: 'GET', path });
  const name = attempt < MOST_MENDS ? nameFor(String(body.publicName)) : undefined;
  if (name !== work.name) {
    emit({ type: 'mending', why, how: 'name' });
    return keepWork(store, circuit, await renameWork(store, output, work, name));
  }
  emit({ type: 'mending', why, how: 'again' });
  const { upload: _, ...anew } = work;
  await keepWork(store, circuit, anew);
}
