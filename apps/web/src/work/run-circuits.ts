/** A contribution to every circuit of a Groth16 ceremony. */
import { ClientError } from '@brebaje/client/client-error';
import { createLoadedEngine } from '@brebaje/client/engine';
import { pinCeremony } from '@brebaje/client/groth16/find-ceremony';
import { mostGenesisBytes, type PinnedCeremony, type PinnedCircuit } from '@brebaje/client/groth16/manifest';
import { storageFull } from '@brebaje/client/groth16/opfs-work-store';
import { contributeToCircuits } from '@brebaje/client/groth16/take-part';
import { circuitResult } from '@brebaje/client/result';
import { unlessElsewhere } from './elsewhere.ts';
import { enter } from './enter.ts';
import type { Stage } from './stage.ts';
import { unlessAborted } from './unless-aborted.ts';

/** Ends when every circuit is done, each receipt kept as it comes; throws what ends a flow. */
export async function contributeCircuits(stage: Stage): Promise<void> {
  const { world, place, folder, client, emit, signal } = stage;
  const { server, ceremony, sessionId } = place;
  const pinned = await pinCeremony(client, ceremony, undefined);
  emit({ type: 'circuits', slugs: pinned.circuits.map(({ slug }) => slug) });
  await requireRoom(stage, pinned);
  const enrolled = await enter(stage);
  await unlessElsewhere(stage, enrolled.participantId, false);
  const engines = new Map<PinnedCircuit['curve'], ReturnType<typeof createLoadedEngine>>();
  const engineOf = (curve: PinnedCircuit['curve']) => {
    const running = engines.get(curve) ?? createLoadedEngine(curve);
    engines.set(curve, running);
    return running;
  };
  try {
    // No turn comes before all is here that it takes: a server that is away then cannot end it.
    for (const { curve } of pinned.circuits) await unlessAborted(engineOf(curve), signal);
    await contributeToCircuits(world, {
      server,
      ceremonyId: ceremony.id,
      ceremony: pinned,
      sessionId,
      participantId: enrolled.participantId,
      publicName: enrolled.publicName,
      store: folder.store,
      engine: engineOf,
      extraEntropy: stage.entropy,
      async accepted(one) {
        const { hash, receipt, attestation } = circuitResult(one, pinned, `${server}/c/${ceremony.slug}`);
        const { circuit, position } = one.content;
        await stage.receipt({
          scheme: 'GROTH16',
          circuit,
          position,
          hash,
          at: world.now(),
          file: { name: `${ceremony.slug}-${circuit}-receipt.json`, text: receipt },
          attestation,
        });
      },
      emit: (event) => emit({ type: 'circuit', event, clockAhead: world.clockAhead() }),
      signal,
    });
  } finally {
    for (const running of engines.values()) void running.then((engine) => engine.close()).catch(() => {});
  }
}

/** Genesis, state and what becomes of it, of one circuit, and the genesis of the next. */
export function roomNeeded({ circuits }: Pick<PinnedCeremony, 'circuits'>): number {
  const sizes = circuits.map(mostGenesisBytes);
  return Math.max(0, ...sizes.map((size, i) => 3 * size + (sizes[i + 1] ?? 0)));
}

/** What a window that keeps no files may take of the memory. */
const MOST_VOLATILE = 256 << 20;

function keepsNothing(): ClientError {
  return new ClientError('STORAGE_FULL', 'this window keeps no files, and those of this ceremony are large', {
    next: 'use a window that is not private, or the command',
  });
}

/** Refuses before anything is begun that would not fit. */
async function requireRoom({ folder }: Stage, pinned: PinnedCeremony): Promise<void> {
  if (folder.volatile) {
    if (roomNeeded(pinned) > MOST_VOLATILE) throw keepsNothing();
    return;
  }
  const { quota, usage } = await navigator.storage.estimate();
  const here = await folder.store.used();
  const needed = roomNeeded(pinned) - here;
  if (quota !== undefined && needed > quota - (usage ?? 0)) throw storageFull();
}
