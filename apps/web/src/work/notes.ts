/** What is noted of the way, for the account of it. */
import type { Ongoing, Waiting, Working, WorkNote } from './state.ts';

export type Running = Waiting | Working;

/** More than this is no account any more. */
const MOST_NOTES = 200;

/** The latest are kept. */
export function noted<S extends Ongoing>(state: S, note: WorkNote): S {
  return { ...state, notes: [...state.notes, note].slice(-MOST_NOTES) };
}

/** Since when no check-in was answered. */
export function silent(state: Running, now: number): Running {
  if (state.phase !== 'waiting' || state.lastCheckIn === undefined) return state;
  return noted(state, { at: now, what: 'silence', seconds: Math.round((now - state.lastCheckIn) / 1000) });
}

/** A network that went, and for how long when it came back. */
export function network(state: Running, online: boolean, now: number): Running {
  if (state.online === online) return state;
  if (!online) return noted({ ...state, online }, { at: now, what: 'offline' });
  const back = state.notes.map((note) =>
    note.what === 'offline' && note.seconds === undefined
      ? { ...note, seconds: Math.round((now - note.at) / 1000) }
      : note,
  );
  return { ...state, online, notes: back };
}

/** A request that is sent again at `until`; the same reason is noted once in a row. */
export function troubled<S extends Ongoing>(state: S, reason: string, until: number, now: number): S {
  const last = state.notes.at(-1);
  const told = last?.what === 'trouble' && last.text === reason;
  const trouble = { reason, until };
  return told
    ? { ...state, trouble }
    : noted({ ...state, trouble }, { at: now, what: 'trouble', text: reason });
}
