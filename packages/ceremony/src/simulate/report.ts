/** The result of a simulation, as figures and as text. Times are seconds, shares between 0 and 1. */
import { CLIENT_KINDS } from './client-kinds.ts';
import type { Tallies, TimeSummary } from './tallies.ts';

export interface KindReport {
  name: string;
  /** Mean share of the lobby when a contested slot freed, and share of those turns. */
  ofLobby: number;
  ofTurns: number;
  wait: TimeSummary;
}

export interface Report {
  participants: number;
  days: number;
  entered: number;
  accepted: number;
  checkIns: number;
  /** Accepted contributions a day, and the share of time that somebody held the turn. */
  perDay: number;
  busy: number;
  mostInLobby: number;
  wait: TimeSummary;
  gap: TimeSummary;
  timedOut: Record<string, number>;
  refusals: Record<string, number>;
  incidents: Record<string, number>;
  faults: number;
  honestLosers: number;
  contested: number;
  kinds: KindReport[];
  /** All polling kinds together. */
  pollersOfLobby: number;
  pollersOfTurns: number;
}

export function makeReport(tallies: Tallies, participants: number, seconds: number): Report {
  const { fairness } = tallies;
  const share = (count: number) => (fairness.contested === 0 ? 0 : count / fairness.contested);
  const kinds = CLIENT_KINDS.map(({ name }, kind) => ({
    name,
    ofLobby: share(fairness.expected[kind]!),
    ofTurns: share(fairness.turns[kind]!),
    wait: tallies.waitsOfKind[kind]!.summary(),
  }));
  const pollers = kinds.filter((_, kind) => CLIENT_KINDS[kind]!.wait === 0);
  const days = seconds / 86_400;
  return {
    participants,
    days,
    entered: tallies.entered,
    accepted: tallies.accepted,
    checkIns: tallies.checkIns,
    perDay: tallies.accepted / days,
    busy: tallies.busySeconds / seconds,
    mostInLobby: tallies.mostInLobby,
    wait: tallies.waits.summary(),
    gap: tallies.gaps.summary(),
    timedOut: Object.fromEntries(tallies.timedOut),
    refusals: Object.fromEntries(tallies.refusals),
    incidents: { ...tallies.incidents },
    faults: tallies.faults,
    honestLosers: tallies.honestLosers,
    contested: fairness.contested,
    kinds,
    pollersOfLobby: pollers.reduce((sum, kind) => sum + kind.ofLobby, 0),
    pollersOfTurns: pollers.reduce((sum, kind) => sum + kind.ofTurns, 0),
  };
}

/** The report for people. */
export function reportText(report: Report): string {
  const lines = [
    `${report.participants} participants in ${report.days.toFixed(1)} days`,
    `  entered the lobby       ${report.entered}`,
    `  contributions accepted  ${report.accepted} (${report.perDay.toFixed(0)} a day)`,
    `  slot in use             ${percent(report.busy)} of the time`,
    `  check-ins               ${report.checkIns}`,
    `  most in the lobby       ${report.mostInLobby}`,
    `  restarts                ${report.incidents.outage}`,
    `  steps of the clock      ${report.incidents['clock step']}`,
    `  pauses                  ${report.incidents.pause}`,
    `  faults of verification  ${report.faults}`,
    '',
    'Lost a place or a turn, by cause',
    ...counts(report.timedOut),
    `  of them without a fault of their own  ${report.honestLosers}`,
    '',
    'Refused calls',
    ...counts(report.refusals),
    '',
    `                                  mean       p50       p90       p99       max`,
    times('wait for a turn', report.wait),
    ...report.kinds.map((kind) => times(`  ${kind.name}`, kind.wait)),
    times('slot free while people wait', report.gap),
    '',
    `Fairness over ${report.contested} slots that two or more wanted     of lobby  of turns`,
    ...report.kinds.map((kind) => shares(`  ${kind.name}`, kind.ofLobby, kind.ofTurns)),
    shares('all who poll', report.pollersOfLobby, report.pollersOfTurns),
  ];
  return lines.join('\n');
}

function counts(figures: Record<string, number>): string[] {
  const entries = Object.entries(figures).sort((one, other) => other[1] - one[1]);
  return entries.length === 0 ? ['  none'] : entries.map(([name, count]) => `  ${name.padEnd(24)}${count}`);
}

function times(name: string, { mean, p50, p90, p99, max }: TimeSummary): string {
  return name.padEnd(30) + [mean, p50, p90, p99, max].map((value) => duration(value).padStart(10)).join('');
}

function shares(name: string, ofLobby: number, ofTurns: number): string {
  return name.padEnd(54) + percent(ofLobby).padStart(8) + percent(ofTurns).padStart(10);
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 7200 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
