/** Keeps the screen, and with it the machine, from falling asleep while something goes on. */
import { useSyncExternalStore } from 'react';

export type Awake = 'held' | 'not-held' | 'unsupported';

let awake: Awake = 'wakeLock' in navigator ? 'not-held' : 'unsupported';
const listeners = new Set<() => void>();

function become(next: Awake): void {
  if (awake === 'unsupported' || awake === next) return;
  awake = next;
  for (const tell of listeners) tell();
}

/** Whether the screen is kept awake at the moment. */
export function useAwake(): Awake {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => awake,
  );
}

/** Begins; the function that it answers ends it. A lock is lost whenever the page is hidden, and taken again. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let over = false;
  const take = async () => {
    if (over || document.visibilityState !== 'visible' || (lock && !lock.released)) return;
    // A browser without it, or one that saves its battery, goes on without.
    lock = await navigator.wakeLock?.request('screen').catch(() => undefined);
    if (over) return void (await lock?.release());
    become(lock ? 'held' : 'not-held');
    lock?.addEventListener('release', () => become('not-held'), { once: true });
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
