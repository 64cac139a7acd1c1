import { describe, expect, it } from 'vitest';
import { KZG_POLICY } from '../policy.ts';
import type { Person } from './crowd.ts';
import type { Incident } from './incidents.ts';
import type { Random } from './random.ts';
import { reportText } from './report.ts';
import { simulate } from './simulate.ts';

/** Honest people with every kind of program, who work for half a minute. */
function honest(random: Random): Person {
  const kind = Math.floor(random.uniform() * 6);
  return { kind, character: 'honest', patience: 0, work: random.between(10, 50) };
}

describe('a crowd of 1,000 and an open turn', () => {
  const crowd = (incidents: Incident[]) =>
    simulate({ participants: 1000, crowdSeconds: 60, person: honest, incidents, faults: 0, seed: 5 });

  it.each<[string, Incident[]]>([
    ['nothing happens', []],
    ['the server stops for ten minutes', [{ kind: 'outage', at: 300.4, seconds: 600 }]],
    ['the server restarts in a second', [{ kind: 'outage', at: 300.4, seconds: 0.7 }]],
    ['the clock goes on by an hour', [{ kind: 'clock step', at: 300.4, seconds: 3600 }]],
    ['the clock goes back by an hour', [{ kind: 'clock step', at: 300.4, seconds: -3600 }]],
    ['the clock goes back by twenty seconds', [{ kind: 'clock step', at: 300.4, seconds: -20 }]],
    ['the ceremony pauses for two hours', [{ kind: 'pause', at: 300.4, seconds: 7200 }]],
    [
      'it stops while paused, and its clock is wrong when it starts',
      [
        { kind: 'pause', at: 300.4, seconds: 3600 },
        { kind: 'clock step', at: 400, seconds: -1800 },
        { kind: 'outage', at: 500, seconds: 300 },
      ],
    ],
  ])('%s: nobody is barred and no turn lost', (_, incidents) => {
    const report = crowd(incidents);
    expect(report.mostInLobby).toBeGreaterThan(950);
    expect(report.timedOut).toEqual({});
    expect(report.accepted).toBe(1000);
  });

  it('is barred by a window that its programs cannot keep', () => {
    const merciless = { ...KZG_POLICY, checkInInterval: 20_000, checkInTolerance: 5_000 };
    const report = simulate({
      participants: 1000,
      crowdSeconds: 60,
      person: honest,
      incidents: [],
      policy: merciless,
    });
    expect(report.timedOut.MISSED_CHECK_IN).toBeGreaterThan(0);
  });
});

it('survives something going wrong every few minutes', () => {
  function* trouble(): Generator<Incident> {
    const kinds = ['outage', 'clock step', 'pause'] as const;
    for (let round = 0; ; round += 1) {
      const seconds = ((round * 7919) % 1200) - (round % 3 === 1 ? 600 : 0);
      yield {
        kind: kinds[round % 3]!,
        at: 100 + round * 431.3,
        seconds: round % 3 === 1 ? seconds : Math.abs(seconds),
      };
    }
  }
  const report = simulate({
    participants: 300,
    crowdSeconds: 600,
    person: honest,
    incidents: trouble(),
    faults: 0.01,
  });
  expect(report.incidents.outage).toBeGreaterThan(5);
  expect(report.timedOut).toEqual({});
  expect(report.accepted).toBe(300);
});

describe('a mixed crowd', () => {
  const report = simulate({ participants: 8000, seed: 2 });

  it('gives pollers their share of the turns within 2 %, and those who wait too', () => {
    expect(report.contested).toBeGreaterThan(4000);
    expect(Math.abs(report.pollersOfTurns - report.pollersOfLobby)).toBeLessThan(0.02);
  });

  it('never punishes the honest, and tells why others lost', () => {
    expect(report.honestLosers).toBe(0);
    expect(Object.keys(report.timedOut).sort()).toEqual([
      'ABORTED',
      'DEADLINE',
      'MISSED_CHECK_IN',
      'REFUSED',
    ]);
  });

  it('accounts for everybody who entered', () => {
    const lost = Object.values(report.timedOut).reduce((sum, count) => sum + count, 0);
    expect(report.accepted + lost).toBe(report.entered);
  });

  it('can be had again from its seed, and differs with another', () => {
    const again = simulate({ participants: 500, seed: 2 });
    expect(simulate({ participants: 500, seed: 2 })).toEqual(again);
    expect(simulate({ participants: 500, seed: 3 })).not.toEqual(again);
  });

  it('reads well', () => {
    const text = reportText(report);
    expect(text).toContain('contributions accepted');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });
});

it.each([0.05, 0.5, 0.9])('is fair when %s of the crowd waits by Prefer: wait, however busy', (share) => {
  const person = (random: Random): Person => ({
    ...honest(random),
    kind: random.uniform() < share ? 5 : Math.floor(random.uniform() * 2),
  });
  for (const load of [0.5, 0.95]) {
    const report = simulate({ participants: 8000, load, person, incidents: [], seed: 4 });
    expect(Math.abs(report.pollersOfTurns - report.pollersOfLobby)).toBeLessThan(0.02);
  }
});

it('turns people away from a full lobby without losing their session', () => {
  const policy = { ...KZG_POLICY, capacity: 20 };
  const report = simulate({
    participants: 200,
    crowdSeconds: 60,
    person: honest,
    policy,
    incidents: [],
    faults: 0,
  });
  expect(report.refusals.LOBBY_FULL).toBeGreaterThan(100);
  expect(report.mostInLobby).toBe(20);
  expect(report.timedOut).toEqual({});
  expect(report.accepted).toBe(200);
});
