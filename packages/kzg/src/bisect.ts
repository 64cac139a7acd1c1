/**
 * The lowest index in from…to−1 that does not hold, or undefined when the whole range does. `holds` answers
 * for a range, all of it at once.
 */
export async function lowestFailing(
  from: number,
  to: number,
  holds: (from: number, to: number) => Promise<boolean>,
): Promise<number | undefined> {
  if (from >= to || (await holds(from, to))) return undefined;
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (await holds(low, middle)) low = middle;
    else high = middle;
  }
  return low;
}
