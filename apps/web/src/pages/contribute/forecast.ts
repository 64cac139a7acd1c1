/** Whether a turn of so many seconds fits its limit. `tight`: when nothing goes wrong. */
export type Verdict = 'fits' | 'tight' | 'too-slow';

/** Of the limit: whoever needs more than this has nothing left for a bad moment. */
const COMFORT = 0.6;

/** Seconds; `limit` undefined: none. */
export function forecast(seconds: number, limit: number | undefined): Verdict {
  if (limit === undefined || seconds <= COMFORT * limit) return 'fits';
  return seconds <= limit ? 'tight' : 'too-slow';
}

/** A span that claims no more than an estimate can know, seconds. */
export function roughly(seconds: number): number {
  const step = seconds < 20 ? 1 : seconds < 120 ? 10 : seconds < 3_600 ? 60 : seconds < 36_000 ? 600 : 3_600;
  return Math.max(1, Math.round(seconds / step) * step);
}
