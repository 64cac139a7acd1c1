import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localOf, momentOf, timeZones } from './zoned-time.ts';

const zone = fc.constantFrom(
  'UTC',
  'Europe/Paris',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
);

describe('dates in a time zone', () => {
  it('come back as they were typed', () => {
    const minute = fc.integer({ min: 20_000_000, max: 60_000_000 }).map((minutes) => minutes * 60);
    fc.assert(
      fc.property(minute, zone, (seconds, where) => {
        const local = localOf(seconds, where);
        // In the hour that is there twice, clocks do not say which one is meant.
        expect(localOf(momentOf(local, where)!, where)).toBe(local);
      }),
    );
  });

  it('know summer and winter', () => {
    expect(momentOf('2026-07-01T12:00', 'Europe/Paris')).toBe(Date.UTC(2026, 6, 1, 10) / 1000);
    expect(momentOf('2026-12-01T12:00', 'Europe/Paris')).toBe(Date.UTC(2026, 11, 1, 11) / 1000);
    expect(localOf(0, 'Asia/Kathmandu')).toBe('1970-01-01T05:30');
  });

  it('are none when they are half typed', () => {
    for (const typed of ['', '2026-12-01', '2026-13-01T12:00', 'soon'])
      expect(momentOf(typed, 'UTC')).toBeNull();
  });

  it('offers this zone and UTC first', () => {
    expect(timeZones().slice(0, 2)).toContain('UTC');
  });
});
