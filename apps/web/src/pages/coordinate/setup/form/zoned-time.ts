/** Dates as clocks of a time zone show them, for inputs of the kind datetime-local. */

/** The zone of this device. */
export const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** Zones that can be chosen, this device's and UTC first. */
export function timeZones(): string[] {
  const all = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  return [...new Set([HERE, 'UTC', ...all])];
}

/** `2026-12-01T12:00` as clocks in the zone show the moment. Seconds since 1970. */
export function localOf(seconds: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(seconds * 1_000);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year').padStart(4, '0')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
}

/** The moment that clocks in the zone show so; null when it is none. An hour that a zone skips is taken an hour later. */
export function momentOf(local: string, zone: string): number | null {
  const asUtc = Date.parse(`${local}:00Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local) || Number.isNaN(asUtc)) return null;
  const offsetAt = (millis: number) => Date.parse(`${localOf(millis / 1_000, zone)}:00Z`) - millis;
  // The offset there may differ from the one here by a change of the clocks between them.
  const first = asUtc - offsetAt(asUtc);
  return (asUtc - offsetAt(first)) / 1_000;
}
