import { turning } from './butterflies.ts';
import { checking, decoding, encoding } from './codec.ts';
import { combining, negating, summing } from './combinations.ts';
import { powers, scaling } from './multiplications.ts';
import type { Operation } from './operation.ts';
import { multiplying, pairing } from './pairings.ts';
import { SCALAR_OPERATIONS } from './scalars.ts';
import { selfChecking } from './self-check.ts';
import { combiningEach } from './short-combinations.ts';

/** Operations on one group. */
export const GROUP_OPERATIONS: readonly Operation[] = [
  decoding,
  encoding,
  checking,
  scaling,
  powers,
  combining,
  combiningEach,
  summing,
  negating,
  turning,
  selfChecking,
];

/** Operations on both groups together, and on scalars. */
export const CURVE_OPERATIONS: readonly Operation[] = [pairing, multiplying, ...SCALAR_OPERATIONS];
