/** What makes a list of points a list of powers that extends another, as pairing equations. */
import { type Engine, PointError, type Points } from '@brebaje/curves/engine';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { randomScalars } from '@brebaje/curves/scalar';
import type { CheckRun } from './check-run.ts';
import type { DecodedPowers } from './decoded-powers.ts';

/** Bytes of a combination scalar: 128 bits, so that a false equation survives with probability 2⁻¹²⁸. */
const WIDTH = 16;

/** Points that {@link productHolds} goes over, for progress. */
export function productPoints(g1: number, g2: number): number {
  return 2 * g1 + 2 * g2;
}

/**
 * Every equation of every sub-ceremony at once, each with its own fresh random scalar. With P the G1 powers,
 * Q the G2 powers, T the G1 power 1 before and K the public key of a sub-ceremony:
 *
 * X = a·P₁ + Σ rᵢ·Pᵢ₊₁ + Σ tⱼ·Pⱼ
 * e(Σ X, G₂) · e(−G, Σ tⱼ·Qⱼ) · Π e(−a·T, K) · e(−Σ rᵢ·Pᵢ, Q₁) = 1
 *
 * Two Miller loops and two more for each sub-ceremony (one where there is nothing that is extended), one final
 * exponentiation. False also when a combination is infinity or, looked at by the noble engine, no point of the
 * group: an engine that returns zeros must not accept everything.
 */
export async function productHolds(engine: Engine, subs: DecodedPowers[], run: CheckRun): Promise<boolean> {
  const pairs = await run.time('msm', () => combinations(engine, subs, run));
  return run.time('pairing', async () => {
    if (!(await sound(engine, pairs))) return false;
    return engine.isOne(await engine.miller(pairs.g1, pairs.g2));
  });
}

async function combinations(engine: Engine, subs: DecodedPowers[], run: CheckRun) {
  const sum = new Combination(engine);
  const second = new Combination(engine);
  const negated: Points[] = [engine.generator('G1')];
  const partners: Points[] = [];
  for (const { g1, g2, link } of subs) {
    const r = randomScalars(g1.count - 1, WIDTH);
    const t = randomScalars(g2.count, WIDTH);
    sum.add(engine.slice(g1, 1, g1.count), r);
    sum.add(engine.slice(g1, 0, g2.count), t);
    second.add(g2, t);
    if (link) {
      const a = randomScalars(1, WIDTH);
      sum.add(engine.slice(g1, 1, 2), a);
      negated.push(await engine.msm(link.previous, a, WIDTH));
      partners.push(link.pubkey);
    }
    const chain = await run.step(g1.count, (progress) =>
      engine.msm(engine.slice(g1, 0, g1.count - 1), r, WIDTH, progress),
    );
    negated.push(chain);
    partners.push(engine.slice(g2, 1, 2));
  }
  const x = await run.step(sum.count, (progress) => sum.msm(progress));
  const y = await run.step(second.count, (progress) => second.msm(progress));
  return {
    g1: engine.concat([x, await engine.negate(engine.concat(negated))]),
    g2: engine.concat([engine.generator('G2'), y, ...partners]),
  };
}

/** Points and their random scalars, collected for one linear combination. */
class Combination {
  readonly #engine: Engine;
  readonly #points: Points[] = [];
  readonly #scalars: Uint8Array[] = [];
  count = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  add(points: Points, scalars: Uint8Array): void {
    this.#points.push(points);
    this.#scalars.push(scalars);
    this.count += points.count;
  }

  msm(progress: (done: number, total: number) => void): Promise<Points> {
    const scalars = new Uint8Array(this.count * WIDTH);
    let at = 0;
    for (const part of this.#scalars) {
      scalars.set(part, at);
      at += part.length;
    }
    return this.#engine.msm(this.#engine.concat(this.#points), scalars, WIDTH, progress);
  }
}

async function sound(engine: Engine, pairs: { g1: Points; g2: Points }): Promise<boolean> {
  const noble = createNobleEngine();
  for (const points of [pairs.g1, pairs.g2]) {
    try {
      await noble.decode(points.group, 'zcash', await engine.encode(points, 'zcash'));
    } catch (error) {
      if (error instanceof PointError) return false;
      throw error;
    }
  }
  return true;
}

/** e(P₁, G₂) = e(T, K): the powers extend T by the secret of K. True where nothing is extended. */
export async function pubkeyHolds(engine: Engine, { g1, link }: DecodedPowers): Promise<boolean> {
  if (!link) return true;
  return equal(engine, [engine.slice(g1, 1, 2), engine.generator('G2')], [link.previous, link.pubkey]);
}

/** e(Pᵢ, G₂) = e(Pᵢ₋₁, Q₁) for every i in from…to−1, by one random combination; from is at least 1. */
export async function g1Holds(
  engine: Engine,
  { g1, g2 }: DecodedPowers,
  from: number,
  to: number,
): Promise<boolean> {
  const r = randomScalars(to - from, WIDTH);
  const left = await engine.msm(engine.slice(g1, from, to), r, WIDTH);
  const right = await engine.msm(engine.slice(g1, from - 1, to - 1), r, WIDTH);
  return equal(engine, [left, engine.generator('G2')], [right, engine.slice(g2, 1, 2)]);
}

/** e(Pⱼ, G₂) = e(G, Qⱼ) for every j in from…to−1, by one random combination. */
export async function g2Holds(
  engine: Engine,
  { g1, g2 }: DecodedPowers,
  from: number,
  to: number,
): Promise<boolean> {
  const t = randomScalars(to - from, WIDTH);
  const left = await engine.msm(engine.slice(g1, from, to), t, WIDTH);
  const right = await engine.msm(engine.slice(g2, from, to), t, WIDTH);
  return equal(engine, [left, engine.generator('G2')], [engine.generator('G1'), right]);
}

/** e(A, B) = e(C, D) for batches of one. */
async function equal(engine: Engine, left: [Points, Points], right: [Points, Points]): Promise<boolean> {
  const g1 = engine.concat([left[0], await engine.negate(right[0])]);
  return engine.isOne(await engine.miller(g1, engine.concat([left[1], right[1]])));
}
