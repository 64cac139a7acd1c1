/** A second hand that every countdown on the page shares. */
import { useSyncExternalStore } from 'react';

const tellers = new Set<() => void>();
let seconds = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(tell: () => void): () => void {
  tellers.add(tell);
  timer ??= setInterval(() => {
    seconds++;
    for (const one of [...tellers]) one();
  }, 1_000);
  return () => {
    tellers.delete(tell);
    if (tellers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Renders anew every second. */
export function useTicking(): void {
  useSyncExternalStore(subscribe, () => seconds);
}
