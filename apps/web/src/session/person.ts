/** Who is signed in, as the tabs of a browser tell each other: they share one session. */

/** A user's number; null: nobody is signed in, undefined: somebody is leaving. */
export type PersonId = number | null | undefined;

interface Told {
  id: PersonId;
  /** Another tab has told it. */
  elsewhere: boolean;
}

const listeners = new Set<(told: Told) => void>();
let channel: BroadcastChannel | undefined;
let latest: PersonId;

function open(): BroadcastChannel {
  if (!channel) {
    channel = new BroadcastChannel('brebaje person');
    channel.onmessage = ({ data }: MessageEvent<{ id: PersonId }>) => hear({ id: data.id, elsewhere: true });
  }
  return channel;
}

function hear(told: Told): void {
  latest = told.id;
  for (const listener of listeners) listener(told);
}

/** Tells every listener in every tab. */
export function tellPerson(id: PersonId): void {
  open().postMessage({ id });
  hear({ id, elsewhere: false });
}

/** Hears of whoever is signed in, each time that this is found out. */
export function watchPerson(listener: (told: Told) => void): void {
  open();
  listeners.add(listener);
}

/** What was told last. */
export const latestPerson = (): PersonId => latest;
