/** Durations as people write them in options and files. */
const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration with its unit (`32s`, `10 min`, `24h`) in milliseconds. Throws an Error that says what is wanted. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)$/.exec(text.trim());
  if (!match) throw new Error('expected a duration with its unit, such as 32s, 10min or 24h');
  return Math.round(Number(match[1]) * UNITS[match[2]!]!);
}

/** A duration with the largest unit that needs no fraction. */
export function writeDuration(millis: number): string {
  if (millis === 0) return '0s';
  const unit = (['h', 'min', 's', 'ms'] as const).find((name) => millis % UNITS[name]! === 0) ?? 'ms';
  return `${millis / UNITS[unit]!}${unit}`;
}
