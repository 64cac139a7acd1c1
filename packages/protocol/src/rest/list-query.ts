import { z } from 'zod';
import { pageQuery } from './common.ts';

/** Longer than the cursor of a list in the order of the longest name that there can be. */
const MAX_CURSOR = 2048;

/**
 * What a list takes: filters of its own, how many, where to go on, and the order. The first sort key is the
 * order unless the request says another; a minus in front turns it round.
 */
export function listQuery<const K extends readonly [string, ...string[]], F extends z.core.$ZodLooseShape>(
  sortKeys: K,
  filters: F,
) {
  type Order = K[number] | `-${K[number]}`;
  const orders = sortKeys.flatMap((key) => [key, `-${key}`]) as [Order, ...Order[]];
  return z.strictObject({
    ...filters,
    ...pageQuery.shape,
    after: z
      .string()
      .max(MAX_CURSOR)
      .regex(/^[A-Za-z0-9_-]+$/)
      .optional()
      .describe('`next` of the page before; the other parameters are to stay the same'),
    sort: z
      .enum(orders)
      .default(orders[0] as never)
      .describe('Order; a minus in front turns it round. Equal rows are in the order of their numbers'),
  });
}

/** The number of a row in a query. */
export const idQuery = z.coerce.number().pipe(z.int().min(1).max(Number.MAX_SAFE_INTEGER));
