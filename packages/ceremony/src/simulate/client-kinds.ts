/** The programs people come with, as they were measured on Ethereum's ceremony, and our own. */
export interface ClientKind {
  name: string;
  /** Share of the crowd. */
  share: number;
  /** Seconds between an answer and the next call, and how far that varies. */
  sleep: number;
  jitter: number;
  /** Seconds asked for with `Prefer: wait`; 0: it polls. */
  wait: number;
  /** Median seconds to download, compute and upload. */
  work: number;
}

export const CLIENT_KINDS: readonly ClientKind[] = [
  { name: 'program, every 30 s', share: 0.3, sleep: 30, jitter: 0.2, wait: 0, work: 25 },
  { name: 'official page, every 33 s', share: 0.35, sleep: 32.5, jitter: 0.5, wait: 0, work: 70 },
  { name: 'slow script, every 30 s', share: 0.03, sleep: 30, jitter: 0.2, wait: 0, work: 280 },
  { name: 'C++ program, every 5 s', share: 0.05, sleep: 5, jitter: 0.5, wait: 0, work: 22 },
  { name: 'command, every 10 s', share: 0.03, sleep: 10, jitter: 0.3, wait: 0, work: 25 },
  { name: 'Prefer: wait', share: 0.24, sleep: 17, jitter: 1, wait: 25, work: 30 },
];

/** Slowest round trip of a call, in seconds; the fastest takes a twentieth of it. */
export const ROUND_TRIP = 1;
