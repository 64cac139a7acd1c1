/** Moments as one person reads them. */

/** `Saturday 21 November 2026, 14:05 (Europe/Berlin), 13:05 UTC`. */
export function momentIn(millis: number, timeZone: string): string {
  const utc = clock(millis, 'UTC');
  if (timeZone === 'UTC') return `${day(millis, 'UTC')}, ${utc} UTC`;
  const beside =
    day(millis, timeZone) === day(millis, 'UTC') ? `${utc} UTC` : `${day(millis, 'UTC')}, ${utc} UTC`;
  return `${day(millis, timeZone)}, ${clock(millis, timeZone)} (${timeZone}), ${beside}`;
}

function day(millis: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).formatToParts(millis);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('weekday')} ${of('day')} ${of('month')} ${of('year')}`;
}

function clock(millis: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(millis);
}
