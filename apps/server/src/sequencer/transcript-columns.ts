import { join } from 'node:path';
import type { WitnessRecord } from '@brebaje/kzg/transcript';
import { type TranscriptColumn, transcriptColumns } from '@brebaje/kzg/transcript-columns';
import { ColumnFiles, type ColumnsPlace, type ColumnsPosition } from './column-files.ts';

/** The chain of a circuit at one moment. */
export interface ChainAt {
  circuitId: number;
  /** What the chain begins with. */
  genesis: string;
  /** Sub-ceremonies. */
  subs: number;
  position: number;
}

/** Where the columns come from when they are not there, or not far enough. */
export interface ChainSource {
  /** What contribution `position` has and no other has; undefined when there is none. */
  markOf(circuitId: number, position: number): Promise<string | undefined>;
  /** Contributions `from` to `to`, both included, in order. */
  records(circuitId: number, from: number, to: number): AsyncIterable<WitnessRecord>;
}

/** Contributions rendered before they go to the files: bounded memory, and other work gets in between. */
const STEP = 256;

/**
 * What contributions add to transcript.json, rendered once for all who download it: per list of the format a
 * file to which each contribution appends its item. Derived from the rows, and made anew from them whenever
 * what lies in the folder does not belong to them.
 */
export class TranscriptColumns {
  readonly #place: ColumnsPlace;
  readonly #source: ChainSource;
  readonly #open = new Map<number, ColumnFiles>();
  /** The latest use of each circuit's columns. */
  readonly #last = new Map<number, Promise<unknown>>();
  #closed = false;

  /** `kept`: the folder is this process's alone and the next one starts with what is in it. */
  constructor(place: ColumnsPlace, source: ChainSource) {
    this.#place = place;
    this.#source = source;
  }

  /**
   * Columns up to where `look` finds the chain. One call at a time per circuit looks and catches up, so those
   * that wait meanwhile find it done, and none finds the columns ahead of the chain.
   */
  upTo<T extends ChainAt>(
    circuitId: number,
    look: () => Promise<T>,
  ): Promise<{ chain: T; columns: ColumnFiles }> {
    const before = this.#last.get(circuitId) ?? Promise.resolve();
    const use = before.then(async () => {
      if (this.#closed) throw new Error('the server stops');
      const chain = await look();
      return { chain, columns: await this.#reach(chain) };
    });
    this.#last.set(
      circuitId,
      use.catch(() => {}),
    );
    return use;
  }

  /** Closes the files, after what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#last.values());
    for (const columns of this.#open.values()) await columns.retire();
    this.#open.clear();
  }

  async #reach(chain: ChainAt): Promise<ColumnFiles> {
    const lists = transcriptColumns(chain.subs);
    const columns = (await this.#found(chain, lists.length)) ?? (await this.#begun(chain, lists.length));
    // Step by step: what stops the last one does not undo the others.
    while (columns.at.position < chain.position) await this.#step(chain, columns, lists);
    return columns;
  }

  /** Appends the next contributions, {@link STEP} of them at most. */
  async #step(chain: ChainAt, columns: ColumnFiles, lists: TranscriptColumn[]): Promise<void> {
    const from = columns.at.position;
    const position = Math.min(from + STEP, chain.position);
    const texts = lists.map(() => '');
    let found = from;
    for await (const record of this.#source.records(chain.circuitId, from + 1, position)) {
      for (const [index, list] of lists.entries()) texts[index] += list.text(record);
      found += 1;
    }
    const mark = await this.#markOf(chain, position);
    if (found !== position || mark === undefined)
      throw new Error(`the chain ends at ${found}, not at ${chain.position}`);
    await columns.append(texts, { position, mark });
  }

  /** The columns that there are, when they are the beginning of this chain. */
  async #found(chain: ChainAt, count: number): Promise<ColumnFiles | undefined> {
    const columns = this.#open.get(chain.circuitId) ?? (await this.#reopened(chain, count));
    if (!columns) return undefined;
    this.#open.set(chain.circuitId, columns);
    if ((await columns.intact()) && (await this.#belongs(columns.at, chain))) return columns;
    await this.#giveUp(chain.circuitId, columns);
    return undefined;
  }

  async #belongs(at: ColumnsPosition, chain: ChainAt): Promise<boolean> {
    if (at.chain !== nameOf(chain) || at.position > chain.position) return false;
    return at.mark === (await this.#markOf(chain, at.position));
  }

  async #reopened(chain: ChainAt, count: number): Promise<ColumnFiles | undefined> {
    return this.#place.kept ? ColumnFiles.reopen(this.#placeOf(chain).folder, count) : undefined;
  }

  async #begun(chain: ChainAt, count: number): Promise<ColumnFiles> {
    const at = { chain: nameOf(chain), position: 0, mark: chain.genesis };
    const columns = await ColumnFiles.create(this.#placeOf(chain), count, at);
    this.#open.set(chain.circuitId, columns);
    return columns;
  }

  async #giveUp(circuitId: number, columns: ColumnFiles): Promise<void> {
    this.#open.delete(circuitId);
    await columns.retire();
  }

  async #markOf(chain: ChainAt, position: number): Promise<string | undefined> {
    return position === 0 ? chain.genesis : this.#source.markOf(chain.circuitId, position);
  }

  /** Nameless files need no folder of their own. */
  #placeOf({ circuitId }: ChainAt): ColumnsPlace {
    const { folder, kept } = this.#place;
    return { folder: kept ? join(folder, String(circuitId)) : folder, kept };
  }
}

const nameOf = ({ circuitId, genesis }: ChainAt) => `${circuitId}/${genesis}`;
