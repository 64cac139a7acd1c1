import type { CurveName, Engine } from '@brebaje/curves/engine';
import type { GenesisSums } from '@brebaje/groth16/chain/genesis-sums';
import { FILES } from '@brebaje/protocol/routes';
import type { Surroundings } from '../surroundings.ts';
import type { CircuitEvent } from './events.ts';
import { fetchFile } from './fetch-file.ts';
import { namesOf } from './kept-files.ts';
import { mostGenesisBytes, type PinnedCircuit } from './manifest.ts';
import { genesisSums } from './work.ts';
import type { WorkStore } from './work-store.ts';

/** What fetching beforehand needs. */
export interface PrefetchOptions {
  server: string;
  store: WorkStore;
  engine: (curve: CurveName) => Promise<Engine>;
  emit: (event: CircuitEvent) => void;
  moved: (bytes: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Geneses of circuits, fetched by the hash that the manifest has and combined by a secret seed, one after the
 * other and in the background. The seeds stay in memory: whoever does not know one cannot hand out a state that
 * only looks like the genesis divided by δ.
 */
export class Prefetch {
  readonly #world: Surroundings;
  readonly #options: PrefetchOptions;
  readonly #sums = new Map<string, Promise<GenesisSums>>();
  readonly #ready = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(world: Surroundings, options: PrefetchOptions) {
    this.#world = world;
    this.#options = options;
  }

  /** The combination of a circuit's genesis; fetches it unless that has begun. Rejects as `fetchFile`. */
  sums(circuit: PinnedCircuit): Promise<GenesisSums> {
    const known = this.#sums.get(circuit.slug);
    if (known) return known;
    // A failure of one is no failure of the next.
    const work = this.#last.catch(() => {}).then(() => this.#fetch(circuit));
    this.#last = work;
    this.#sums.set(circuit.slug, work);
    // Whoever asks for it is told.
    work.then(
      () => this.#ready.add(circuit.slug),
      () => this.#sums.delete(circuit.slug),
    );
    return work;
  }

  isReady(circuit: PinnedCircuit): boolean {
    return this.#ready.has(circuit.slug);
  }

  /** Forgets a circuit that is done. */
  forget(circuit: PinnedCircuit): void {
    this.#sums.delete(circuit.slug);
    this.#ready.delete(circuit.slug);
  }

  async #fetch(circuit: PinnedCircuit): Promise<GenesisSums> {
    const { server, store, engine, emit, moved, signal } = this.#options;
    const { slug, genesis, curve } = circuit;
    const name = namesOf(circuit).genesis;
    const file = {
      url: `${server}${FILES}/${genesis}/${encodeURIComponent(slug)}_genesis`,
      sha256: genesis,
      most: mostGenesisBytes(circuit),
    };
    await fetchFile(this.#world, store, file, name, {
      received: (received, total) => emit({ type: 'fetching-genesis', circuit: slug, received, total }),
      moved,
      emit,
      signal,
    });
    return genesisSums(await engine(curve), store, name, {
      progress: (done, total) => emit({ type: 'reading-genesis', circuit: slug, done, total }),
      signal,
    });
  }
}
