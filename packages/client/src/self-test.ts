import type { Engine } from '@brebaje/curves/engine';
import { createNobleEngine } from '@brebaje/curves/noble-engine';
import { contribute } from '@brebaje/kzg/contribute';
import { encodeContribution } from '@brebaje/kzg/contribution';
import { secretsFromEntropy } from '@brebaje/kzg/secret';
import { ETHEREUM_SIZES } from '@brebaje/kzg/sizes';
import { contributionFromState, initialState } from '@brebaje/kzg/state';

/** What {@link selfTest} found. */
export interface SelfTest {
  /** Whether the fast engine and the plain one computed the same contribution. */
  agree: boolean;
  /** Milliseconds of the timed contribution. */
  milliseconds: number;
  /** Of the timed contribution, in which every point is checked, multiplied and checked again. */
  pointsPerSecond: number;
  /** Milliseconds that a contribution at Ethereum's sizes would take at that speed. */
  estimate: number;
}

const TESTED = [{ g1: 16, g2: 3 }];
/** The smallest of Ethereum's: with fewer points what is done once per batch would count too much. */
const TIMED = ETHEREUM_SIZES.slice(0, 1);

/** Contributes with a known secret on both engines and compares; then measures the given one. */
export async function selfTest(engine: Engine, now: () => number): Promise<SelfTest> {
  const noble = createNobleEngine();
  try {
    const [ours, plain] = [await knownContribution(engine), await knownContribution(noble)];
    const agree = ours.length === plain.length && ours.every((byte, i) => byte === plain[i]);
    const start = now();
    await contribute(
      engine,
      contributionFromState(initialState(TIMED)),
      secretsFromEntropy([new Uint8Array(32)]),
    );
    const milliseconds = now() - start;
    return {
      agree,
      milliseconds,
      pointsPerSecond: (1000 * points(TIMED)) / milliseconds,
      estimate: (milliseconds * work(ETHEREUM_SIZES)) / work(TIMED),
    };
  } finally {
    await noble.close();
  }
}

async function knownContribution(engine: Engine): Promise<Uint8Array> {
  const secrets = secretsFromEntropy([new Uint8Array(32).fill(7)]);
  return encodeContribution(await contribute(engine, contributionFromState(initialState(TESTED)), secrets));
}

function points(sizes: { g1: number; g2: number }[]): number {
  return sizes.reduce((sum, size) => sum + size.g1 + size.g2, 0);
}

/** A G2 point costs about three times a G1 point. */
function work(sizes: { g1: number; g2: number }[]): number {
  return sizes.reduce((sum, size) => sum + size.g1 + 3 * size.g2, 0);
}
