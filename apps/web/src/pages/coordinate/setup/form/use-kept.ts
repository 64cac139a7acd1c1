/** What somebody types into a long form, kept in this tab: a step back, a reload or an ended session takes nothing. */
import { useCallback, useState } from 'react';

/** Changes when what is kept changes its form. */
const VERSION = 1;

const nameOf = (key: string) => `brebaje.kept.${VERSION}.${key}`;

function restored<T>(key: string): T | undefined {
  try {
    const text = sessionStorage.getItem(nameOf(key));
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** A browser that keeps nothing takes nothing else away. */
function keep(key: string, value: unknown): void {
  try {
    if (value === undefined) sessionStorage.removeItem(nameOf(key));
    else sessionStorage.setItem(nameOf(key), JSON.stringify(value));
  } catch {}
}

export interface Kept<T> {
  readonly value: T;
  set(change: (before: T) => T): void;
  /** All of it anew: inputs that keep something themselves are to begin anew as well, by `turn` as their key. */
  replace(value: T): void;
  /** Begins again with what there was before anything was typed. */
  forget(): void;
  readonly turn: number;
  /** What is here was typed before this page was opened. */
  readonly again: boolean;
}

/** `key` names the form and whose it is. Values are plain JSON. */
export function useKept<T>(key: string, initial: T): Kept<T> {
  const [state, setState] = useState(() => {
    const before = restored<T>(key);
    return { value: before ?? initial, again: before !== undefined, turn: 0 };
  });
  const set = useCallback(
    (change: (before: T) => T) =>
      setState((before) => {
        const value = change(before.value);
        keep(key, value);
        return { ...before, value };
      }),
    [key],
  );
  return {
    ...state,
    set,
    replace(value) {
      keep(key, value);
      setState(({ turn }) => ({ value, again: false, turn: turn + 1 }));
    },
    forget() {
      keep(key, undefined);
      setState(({ turn }) => ({ value: initial, again: false, turn: turn + 1 }));
    },
  };
}
