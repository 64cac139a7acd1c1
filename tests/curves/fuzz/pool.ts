import { eigenvalues, spikyScalar } from './integers.ts';
import type { Entry, KnownPoints } from './known-points.ts';
import type { Random } from './random.ts';

export interface PoolOptions {
  /** Points outside the subgroup too. */
  readonly strays: boolean;
  readonly infinity: boolean;
}

/** Points to draw batches from: always the same for a curve and group. */
export class Pool {
  readonly known: KnownPoints;
  readonly #good: readonly Entry[];
  readonly #strays: readonly Entry[];
  readonly #infinity: Entry;

  constructor(known: KnownPoints, random: Random) {
    this.known = known;
    const { curve, bases } = known;
    const { lambda, mu } = eigenvalues(curve);
    const logs = [1n, 2n, 3n, 4n, 5n, lambda, lambda + 1n, mu, mu + 1n, mu - 1n, 1n << 127n, curve.r / 2n];
    for (let i = 0; i < 50; i++) logs.push(spikyScalar(random, curve));
    const good = logs.flatMap((log) => [known.multiple(log), known.multiple(-log)]);
    const strays = [];
    for (const base of bases.slice(1)) {
      const multiples = [known.multiple(1n, base), known.multiple(-1n, base)];
      if (base.inSubgroup) good.push(...multiples);
      else
        strays.push(
          ...multiples,
          known.total([
            [known.multiple(random.integer(curve.r)), 1n],
            [multiples[0]!, 1n],
          ]),
        );
    }
    this.#good = known.entries(good);
    this.#strays = known.entries(strays);
    this.#infinity = known.entries([new Map()])[0]!;
  }

  /** A batch of so many points, some of which may be equal, opposite, twice others or, as the options say, worse. */
  draw(random: Random, count: number, { strays, infinity }: PoolOptions): Entry[] {
    const all = strays && this.#strays.length > 0 ? [...this.#good, ...this.#strays] : this.#good;
    const one = () => (infinity && random.chance(6) ? this.#infinity : random.pick(all));
    const kind = random.below(10);
    if (kind < 2) {
      const few = Array.from({ length: 1 + random.below(4) }, () => random.below(all.length / 2) * 2);
      const pairs = few.flatMap((at) => [all[at]!, all[at + 1]!]).filter((entry) => entry !== undefined);
      const list = infinity ? [...pairs, this.#infinity] : pairs;
      return Array.from({ length: count }, () => random.pick(list));
    }
    if (kind < 3) return Array(count).fill(one());
    if (kind < 4 && strays && this.#strays.length > 0) {
      return Array.from({ length: count }, () => random.pick(this.#strays));
    }
    if (kind < 6) return Array.from({ length: count }, one);
    const sums = this.known.sums(Array.from({ length: count }, () => [random.pick(all), random.pick(all)]));
    return sums.map((entry) => ((!infinity && entry.sum.size === 0) || random.chance(10) ? one() : entry));
  }
}
