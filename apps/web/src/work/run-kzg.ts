/** A contribution to a KZG ceremony, from the lobby to the receipt. */
import { createLoadedEngine } from '@brebaje/client/engine';
import { Reporter } from '@brebaje/client/groth16/reporter';
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { kzgResult } from '@brebaje/client/result';
import type { SequencerUrl } from '@brebaje/client/sequencer-url';
import type { Surroundings } from '@brebaje/client/surroundings';
import { type Accepted, handIn, type TakePartEvent, takePart } from '@brebaje/client/take-part';
import { unlessElsewhere } from './elsewhere.ts';
import { enter } from './enter.ts';
import { dropKzg, type KeptKzg, keepKzg, keptKzg } from './kept-kzg.ts';
import type { Place } from './messages.ts';
import type { Stage } from './stage.ts';
import { unlessAborted } from './unless-aborted.ts';

/** The routes of a ceremony's sequencer. */
export function sequencerOf({ server, ceremony }: Pick<Place, 'server' | 'ceremony'>): SequencerUrl {
  const { slug } = ceremony;
  return { server, slug, base: `${server}/sequencer/${encodeURIComponent(slug)}` };
}

/** Ends with a receipt that is kept, or throws what ends a flow. */
export async function contributeKzg(stage: Stage): Promise<void> {
  const { world, place, folder, identity, emit, signal } = stage;
  const { ceremony, sessionId } = place;
  const url = sequencerOf(place);
  const credential = { sessionId, identity };
  const kept = await keptKzg(folder.store);
  if (kept) return deliverKept(stage, url, kept);
  const { participantId } = await enter(stage);
  await unlessElsewhere(stage, participantId, false);
  const report = reporting(world, new Reporter(world, stage.client, participantId));
  const { interval, tolerance } = ceremony.policy.checkIn;
  const window = { interval: interval * 1000, tolerance: tolerance * 1000 };
  let asked = false;
  const tell = (event: TakePartEvent) => {
    emit({ type: 'kzg', event: light(event), window });
    report(event);
    if (event.type !== 'downloading' || asked) return;
    asked = true;
    deadline(stage, participantId).catch(() => {});
  };
  lookInside(stage, participantId).catch(() => {});
  const starting = createLoadedEngine();
  starting.catch(() => {});
  try {
    // No turn comes before all is here that it takes: a server that is away then cannot end it.
    await unlessAborted(starting, signal);
    const { turn, computed, accepted } = await takePart(world, {
      url,
      credential,
      async engine() {
        await unlessElsewhere(stage, participantId, true);
        return starting;
      },
      extraEntropy: stage.entropy,
      early: stage.early,
      keep: (taken, made) => keepKzg(folder.store, taken, made),
      emit: tell,
      signal,
    });
    await accept(stage, accepted, { ...turn, ...computed });
  } finally {
    // Whoever stops does not wait for an engine that is still on its way.
    void starting.then((engine) => engine.close()).catch(() => {});
  }
}

async function deliverKept(stage: Stage, url: SequencerUrl, kept: KeptKzg): Promise<void> {
  const { world, place, identity, emit, signal } = stage;
  emit({ type: 'kept-work' });
  const accepted = await handIn(world, {
    url,
    credential: { sessionId: place.sessionId, identity: kept.identity ?? identity },
    sequencerAddress: kept.sequencerAddress,
    computed: kept,
    again: true,
    emit: (event) => emit({ type: 'kzg', event }),
    signal,
  });
  await accept(stage, accepted, kept);
}

async function accept(
  stage: Stage,
  accepted: Accepted,
  made: Pick<KeptKzg, 'baseHash' | 'stateHash' | 'subs' | 'position' | 'test'>,
): Promise<void> {
  const { world, folder, place } = stage;
  const { position, test } = made;
  const result = kzgResult(accepted, made, { position, test, time: new Date(world.now()) });
  await stage.receipt({
    scheme: 'KZG',
    circuit: undefined,
    position: position === undefined ? undefined : position + 1,
    hash: result.hash,
    at: world.now(),
    file: { name: `${place.ceremony.slug}-receipt.json`, text: result.receipt },
    attestation: result.attestation,
  });
  await dropKzg(folder.store);
}

/** Asks when the turn ends; the sequencer protocol has no word for it. */
async function deadline({ client, world, emit }: Stage, participantId: number): Promise<void> {
  const path = `/participants/${participantId}/turn`;
  const { body } = await client.call<AnswerBody<'readTurn'>>({ method: 'GET', path });
  if (body.deadlineAt !== undefined)
    emit({ type: 'deadline', at: body.deadlineAt * 1000 - world.clockAhead() });
}

/** Until the first check-in is answered, which may be held; milliseconds. */
const LOOK_AFTER = [1_500, 4_000];

/** A server that holds the first check-in says nothing for a while: whether it counts is seen elsewhere. */
async function lookInside({ client, world, emit, signal }: Stage, participantId: number): Promise<void> {
  for (const pause of LOOK_AFTER) {
    await world.sleep(pause, signal);
    const path = `/participants/${participantId}`;
    const { body } = await client.call<AnswerBody<'readParticipant'>>({ method: 'GET', path });
    if (body.status === 'WAITING') return emit({ type: 'entered' });
  }
}

/** What the reducer needs of an event: states of megabytes stay where they are. */
function light(event: TakePartEvent): TakePartEvent {
  if (event.type !== 'turn') return event;
  return { ...event, base: { ...event.base, received: { contributions: [] } as never } };
}

/** An upload that takes less is seen by the server itself. */
const LONG_UPLOAD = 5_000;

/** Shows everybody who watches how far it is. */
function reporting(world: Pick<Surroundings, 'now'>, reporter: Reporter): (event: TakePartEvent) => void {
  let uploading: number | undefined;
  return (event) => {
    if (event.type === 'downloading')
      reporter.report('DOWNLOADING', event.received, event.total ?? event.received);
    if (event.type === 'computing') reporter.report('COMPUTING', event.done, event.total);
    if (event.type === 'computed') reporter.quiet();
    if (event.type !== 'uploading') return;
    uploading = event.sent === 0 ? world.now() : (uploading ?? world.now());
    const long = world.now() - uploading >= LONG_UPLOAD;
    if (long) reporter.report('UPLOADING', event.sent, event.total);
  };
}
