/** What makes a list of points a list of powers that extends another, as pairing equations. */
import type { Engine, Points } from '@brebaje/curves/engine';
import type { CheckRun } from './check-run.ts';
import { Combination, combinationScalars } from './combination.ts';
import type { DecodedPowers } from './decoded-powers.ts';
import { areSound, pairingsEqual } from './pairings.ts';

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
    if (!(await areSound(engine, pairs.g1)) || !(await areSound(engine, pairs.g2))) return false;
    return engine.isOne(await engine.miller(pairs.g1, pairs.g2));
  });
}

async function combinations(engine: Engine, subs: DecodedPowers[], run: CheckRun) {
  const sum = new Combination(engine);
  const second = new Combination(engine);
  const negated: Points[] = [engine.generator('G1')];
  const partners: Points[] = [];
  for (const { g1, g2, link } of subs) {
    const r = combinationScalars(g1.count - 1);
    const t = combinationScalars(g2.count);
    sum.add(engine.slice(g1, 1, g1.count), r);
    sum.add(engine.slice(g1, 0, g2.count), t);
    second.add(g2, t);
    if (link) {
      const a = combinationScalars(1);
      sum.add(engine.slice(g1, 1, 2), a);
      negated.push(await new Combination(engine).add(link.previous, a).sum());
      partners.push(link.pubkey);
    }
    const chain = new Combination(engine).add(engine.slice(g1, 0, g1.count - 1), r);
    negated.push(await run.step(g1.count, (progress) => chain.sum(progress)));
    partners.push(engine.slice(g2, 1, 2));
  }
  const x = await run.step(sum.count, (progress) => sum.sum(progress));
  const y = await run.step(second.count, (progress) => second.sum(progress));
  return {
    g1: engine.concat([x, await engine.negate(engine.concat(negated))]),
    g2: engine.concat([engine.generator('G2'), y, ...partners]),
  };
}

/** e(P₁, G₂) = e(T, K): the powers extend T by the secret of K. True where nothing is extended. */
export async function pubkeyHolds(engine: Engine, { g1, link }: DecodedPowers): Promise<boolean> {
  if (!link) return true;
  return pairingsEqual(
    engine,
    [engine.slice(g1, 1, 2), engine.generator('G2')],
    [link.previous, link.pubkey],
  );
}

/** e(Pᵢ, G₂) = e(Pᵢ₋₁, Q₁) for every i in from…to−1, by one random combination; from is at least 1. */
export async function g1Holds(
  engine: Engine,
  { g1, g2 }: DecodedPowers,
  from: number,
  to: number,
): Promise<boolean> {
  const r = combinationScalars(to - from);
  const left = await new Combination(engine).add(engine.slice(g1, from, to), r).sum();
  const right = await new Combination(engine).add(engine.slice(g1, from - 1, to - 1), r).sum();
  return pairingsEqual(engine, [left, engine.generator('G2')], [right, engine.slice(g2, 1, 2)]);
}

/** e(Pⱼ, G₂) = e(G, Qⱼ) for every j in from…to−1, by one random combination. */
export async function g2Holds(
  engine: Engine,
  { g1, g2 }: DecodedPowers,
  from: number,
  to: number,
): Promise<boolean> {
  const t = combinationScalars(to - from);
  const left = await new Combination(engine).add(engine.slice(g1, from, to), t).sum();
  const right = await new Combination(engine).add(engine.slice(g2, from, to), t).sum();
  return pairingsEqual(engine, [left, engine.generator('G2')], [engine.generator('G1'), right]);
}
