/** Keeps the screen, and with it the machine, from falling asleep while something goes on. */

/** Begins; the function that it answers ends it. A lock is lost whenever the page is hidden, and taken again. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let over = false;
  const take = async () => {
    if (over || document.visibilityState !== 'visible' || (lock && !lock.released)) return;
    // A browser without it, or one that saves its battery, goes on without.
    lock = await navigator.wakeLock?.request('screen').catch(() => undefined);
    if (over) await lock?.release();
  };
  void take();
  document.addEventListener('visibilitychange', take);
  document.addEventListener('resume', take);
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', take);
    document.removeEventListener('resume', take);
    void lock?.release();
  };
}
