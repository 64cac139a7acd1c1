/** What a test has somebody be at until the process stops; a signal that has fired already calls nobody any more. */
export function endless(stopping: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(stopping.reason);
    stopping.addEventListener('abort', stop, { once: true });
    if (stopping.aborted) stop();
  });
}
