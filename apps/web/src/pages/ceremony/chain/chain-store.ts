/** The contributions of one chain as they are needed: from whichever end is nearer, a page at a time. */
import type { AnswerBody, ItemOf } from '@brebaje/client/rest/bodies';

export type Link = ItemOf<'listContributions'>;
type Page = AnswerBody<'listContributions'>;

const PAGE = 100;

/** Reads a list of the server. */
type Read = (path: string) => Promise<Page>;

interface End {
  sort: 'id' | '-id';
  /** The last position that was read from this end; undefined: none yet. */
  reached: number | undefined;
  next: string | undefined;
  over: boolean;
}

export class ChainStore {
  readonly #read: Read;
  readonly #circuitId: number;
  readonly #known = new Map<number, Link>();
  readonly #listeners = new Set<() => void>();
  readonly #fromStart: End = emptyEnd('id');
  #fromHead: End = emptyEnd('-id');
  /** Up to where the head was read. */
  #top = 0;
  #version = 0;
  #length: number;
  #wanted: { from: number; to: number } | undefined;
  #busy = false;

  constructor(read: Read, circuitId: number, length: number) {
    this.#read = read;
    this.#circuitId = circuitId;
    this.#length = length;
  }

  /** Grows with everything that arrives. */
  readonly version = (): number => this.#version;

  readonly subscribe = (tell: () => void): (() => void) => {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  };

  get(position: number): Link | undefined {
    return this.#known.get(position);
  }

  /** The chain has so many now. */
  grow(length: number): void {
    if (length <= this.#length) return;
    this.#length = length;
    void this.#work();
  }

  /** Asks for the positions that are to be shown; those that were asked for before are forgotten. */
  want(from: number, to: number): void {
    this.#wanted = { from: Math.max(1, from), to };
    void this.#work();
  }

  /** One request at a time, until what is wanted is there or cannot be had. */
  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (;;) {
        if (this.#fromHead.reached !== undefined && this.#top < this.#length) await this.#newest();
        const missing = this.#missing();
        if (missing === undefined) return;
        const end = this.#nearer(missing);
        if (!end) return;
        await this.#more(end);
      }
    } catch {
      // A picture without some of its colours is still one; the next wish tries again.
    } finally {
      this.#busy = false;
    }
  }

  #missing(): number | undefined {
    if (!this.#wanted) return undefined;
    const to = Math.min(this.#wanted.to, this.#length);
    for (let position = to; position >= this.#wanted.from; position--)
      if (!this.#known.has(position) && this.#canHave(position)) return position;
    return undefined;
  }

  /** Chains that were adopted begin with contributions of which this server has no list. */
  #canHave(position: number): boolean {
    const passed = (this.#fromHead.reached ?? Number.POSITIVE_INFINITY) <= position;
    const below = (this.#fromStart.reached ?? 0) >= position;
    return !(this.#fromHead.over || this.#fromStart.over || passed || below);
  }

  #nearer(position: number): End | undefined {
    const head = (this.#fromHead.reached ?? this.#length + 1) - position;
    const start = position - (this.#fromStart.reached ?? 0);
    return [this.#fromHead, this.#fromStart][head <= start ? 0 : 1];
  }

  async #more(end: End): Promise<void> {
    if (end === this.#fromHead && end.reached === undefined) this.#top = this.#length;
    this.#took(end, await this.#page(end.sort, PAGE, end.next));
  }

  /** What was added to the head since it was read. */
  async #newest(): Promise<void> {
    const added = this.#length - this.#top;
    this.#top = this.#length;
    const page = await this.#page('-id', Math.min(PAGE, added), undefined);
    const lowest = page.items.at(-1)?.position;
    const meets = lowest === undefined || this.#known.has(lowest - 1) || lowest === 1;
    // After a long sleep there is a gap: the walk begins anew at the head.
    const end = meets ? { ...this.#fromHead } : emptyEnd('-id');
    if (!meets) this.#fromHead = end;
    this.#took(meets ? end : this.#fromHead, page);
  }

  #page(sort: End['sort'], limit: number, next: string | undefined): Promise<Page> {
    const after = next === undefined ? '' : `&after=${encodeURIComponent(next)}`;
    return this.#read(`/contributions?circuitId=${this.#circuitId}&sort=${sort}&limit=${limit}${after}`);
  }

  #took(end: End, page: Page): void {
    for (const link of page.items) this.#known.set(link.position, link);
    end.reached = page.items.at(-1)?.position ?? end.reached;
    end.next = page.next;
    end.over = page.next === undefined;
    this.#version++;
    for (const tell of [...this.#listeners]) tell();
  }
}

const emptyEnd = (sort: End['sort']): End => ({ sort, reached: undefined, next: undefined, over: false });
