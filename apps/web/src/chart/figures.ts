/** What a ceremony's log says of its pace: contributions by time, and how long people waited and worked. */

/** An event of the log, as it is listed. */
export interface Logged {
  type: string;
  /** Seconds. */
  at: number;
  body: string;
}

/** Events that these figures are made from. */
export const FIGURE_EVENTS = ['participant.waiting', 'turn.opened', 'contribution.accepted'] as const;

/** One turn that ended in a contribution; seconds. */
export interface Pace {
  at: number;
  waited: number | undefined;
  worked: number | undefined;
}

/** Accepted contributions, the earliest first. `events` in the order of the log, from anywhere in it on. */
export function pacesOf(events: readonly Logged[]): Pace[] {
  const waiting = new Map<string, number>();
  const opened = new Map<string, { at: number; waited: number | undefined }>();
  const paces: Pace[] = [];
  for (const { type, at, body } of events) {
    const who = participantOf(body);
    if (who === undefined) continue;
    if (type === 'participant.waiting') {
      if (!waiting.has(who)) waiting.set(who, at);
    } else if (type === 'turn.opened') {
      const since = waiting.get(who);
      opened.set(who, { at, waited: since === undefined ? undefined : at - since });
      waiting.delete(who);
    } else if (type === 'contribution.accepted') {
      const turn = opened.get(who);
      paces.push({ at, waited: turn?.waited, worked: turn && at - turn.at });
      opened.delete(who);
      waiting.delete(who);
    }
  }
  return paces;
}

function participantOf(body: string): string | undefined {
  try {
    const { data } = JSON.parse(body) as { data?: { participant?: unknown } };
    return data?.participant === undefined ? undefined : String(data.participant);
  } catch {
    return undefined;
  }
}

const MINUTE = 60;
const STEPS = [1, 5, 15, 60, 180, 720, 1_440, 10_080, 43_200].map((minutes) => minutes * MINUTE);

export interface Bucket {
  from: number;
  to: number;
  contributions: number;
  /** Medians, seconds. */
  waited: number | undefined;
  worked: number | undefined;
}

/** The paces in so many equal spans of time at most, each as long as people count time. */
export function bucketsOf(paces: readonly Pace[], most = 40): Bucket[] {
  const [first, last] = [paces[0]?.at, paces.at(-1)?.at];
  if (first === undefined || last === undefined) return [];
  const step = STEPS.find((one) => Math.floor(last / one) - Math.floor(first / one) < most) ?? STEPS.at(-1)!;
  const begin = Math.floor(first / step) * step;
  const count = Math.min(10 * most, Math.floor((last - begin) / step) + 1);
  return Array.from({ length: count }, (_, index) => {
    const from = begin + index * step;
    const inside = paces.filter(({ at }) => at >= from && at < from + step);
    return {
      from,
      to: from + step,
      contributions: inside.length,
      waited: median(inside.map(({ waited }) => waited)),
      worked: median(inside.map(({ worked }) => worked)),
    };
  });
}

/** Of those that are known. */
export function median(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  if (known.length === 0) return undefined;
  const middle = known.length >> 1;
  return known.length % 2 === 1 ? known[middle] : (known[middle - 1]! + known[middle]!) / 2;
}
