import { describe, expect, it } from 'vitest';
import {
  cancelReservation,
  passReservation,
  reserve,
  resumeReservation,
  useReservation,
} from './reservation.ts';
import { done, NOW, reservation } from './test-queue.ts';

describe('promising a turn', () => {
  it('is announced without a name', () => {
    const { events } = done(reserve(reservation(), [], 'air-gapped machine', NOW));
    expect(events).toEqual([
      {
        type: 'coordinator.note',
        data: {
          note: 'reservation',
          from: NOW,
          until: NOW + 3_600_000,
          limitMillis: null,
          reason: 'air-gapped machine',
          who: 'coordinator',
        },
      },
    ]);
  });

  it.each([
    ['ends before it begins', { from: NOW + 9, until: NOW + 9 }],
    ['is over', { from: NOW - 9, until: NOW }],
  ])('is refused where it %s', (_, changes) => {
    expect(reserve(reservation(changes), [], 'x', NOW)).toEqual({ refusal: 'ILLEGAL_TRANSITION' });
  });

  it('is refused beside another one at the same time on the same circuit', () => {
    const other = reservation({ id: 6, from: NOW + 1_000, until: NOW + 2_000 });
    const against = (changes: object) => reserve(reservation(), [{ ...other, ...changes }], 'x', NOW);
    expect(against({})).toEqual({ refusal: 'ILLEGAL_TRANSITION' });
    expect(against({ circuitId: 11 })).toHaveProperty('reservation');
    expect(against({ state: 'CANCELED' })).toHaveProperty('reservation');
    expect(against({ from: NOW + 3_600_000, until: NOW + 7_200_000 })).toHaveProperty('reservation');
    expect(against({ id: 5 })).toHaveProperty('reservation');
  });
});

describe('a promise', () => {
  it('passes when its time is over unused', () => {
    expect(passReservation(reservation(), NOW + 3_600_000)).toBeNull();
    expect(passReservation(reservation(), NOW + 3_600_001)).toMatchObject({
      reservation: { state: 'PASSED' },
    });
    expect(passReservation(useReservation(reservation()), NOW + 9_999_999)).toBeNull();
  });

  it('is taken back once', () => {
    const canceled = done(cancelReservation(reservation(), 'ill'));
    expect(canceled.reservation.state).toBe('CANCELED');
    expect(cancelReservation(canceled.reservation, 'ill')).toHaveProperty('refusal');
  });

  it('gains the part of its time in which nothing could happen', () => {
    const until = (since: number, now: number) =>
      resumeReservation(reservation({ from: NOW, until: NOW + 100 }), NOW + since, NOW + now).until - NOW;
    expect(until(20, 50)).toBe(130);
    expect(until(-50, 30)).toBe(130);
    expect(until(-50, -20)).toBe(100);
    expect(until(50, 500)).toBe(550);
    expect(until(200, 500)).toBe(100);
    const used = reservation({ state: 'USED' });
    expect(resumeReservation(used, NOW, NOW + 9)).toBe(used);
  });
});
