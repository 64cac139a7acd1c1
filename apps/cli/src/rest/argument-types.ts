import { parseDuration } from '@brebaje/protocol/duration';
import { InvalidArgumentError } from 'commander';

/** A whole number. */
export function whole(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number is expected');
  return Number(text);
}

/** A whole number from 1 to a million. */
export function positive(text: string): number {
  const value = Number(text);
  if (!/^\d{1,7}$/.test(text) || value < 1 || value > 1_000_000)
    throw new InvalidArgumentError('a whole number from 1 to 1,000,000 is expected');
  return value;
}

/** Seconds since 1970 of a date with its offset from UTC. */
export function moment(text: string): number {
  const millis = /(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isFinite(millis))
    throw new InvalidArgumentError('a date with its offset is expected, such as 2026-12-01T12:00:00Z');
  return Math.floor(millis / 1000);
}

/** Seconds of a duration with its unit. */
export function lasting(text: string): number {
  try {
    return Math.round(parseDuration(text) / 1000);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** An option that may be given again and again. */
export function several(text: string, before: string[] = []): string[] {
  return [...before, text];
}
