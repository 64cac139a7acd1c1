/** Nobody presses Ctrl-C again, and means it, any sooner. */
const ONE_PRESS_MILLIS = 1_000;

/**
 * Counts presses of Ctrl-C. One press arrives more than once where programs such as npm pass on what the terminal
 * sends to all of them anyway; the function that is answered takes when a signal came, in milliseconds, and
 * tells how many presses there were until then.
 */
export function pressCounter(): (now: number) => number {
  let presses = 0;
  let last = Number.NEGATIVE_INFINITY;
  return (now) => {
    if (now - last >= ONE_PRESS_MILLIS) {
      presses++;
      last = now;
    }
    return presses;
  };
}
