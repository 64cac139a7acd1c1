/** Waits for work that cannot be interrupted, or for the signal, which leaves it alone. */
export function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => resolve();
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    work.then(leave, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
