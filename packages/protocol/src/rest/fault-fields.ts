/** Where the interface has what a fault is about. */
import type { Fault } from '@brebaje/ceremony/opening';
import type { Policy } from '@brebaje/ceremony/policy';

/** The rules by their names in packages/ceremony, and the fields in which people write them. */
const POLICY_FIELDS: Record<keyof Policy, string> = {
  discipline: 'discipline',
  checkInInterval: 'checkIn.interval',
  checkInTolerance: 'checkIn.tolerance',
  capacity: 'capacity',
  idleSessions: 'sessions.idle',
  sessionExpiry: 'sessions.expiry',
  timeout: 'timeout',
  missedCheckIn: 'costs.missedCheckIn',
  lostTurn: 'costs.lostTurn',
  penalty: 'penalty',
  attempts: 'attempts',
  multiContribution: 'multiContribution',
  drainLets: 'closing.lets',
  closesAfter: 'closing.count',
  minimumContributions: 'minimumContributions',
  startWindow: 'startWindow',
  warnBefore: 'warnBefore',
  moreTime: 'moreTime',
  uploadGrace: 'uploadGrace',
  standby: 'standby',
  returnAfterPenalty: 'returnAfterPenalty',
  drainPatience: 'closing.patience',
  closesWhenRosterDone: 'closing.roster',
  maxFaults: 'maxFaults',
  beacon: 'beacon',
};

const SECTIONS: Record<string, string> = {
  ...Object.fromEntries(Object.entries(POLICY_FIELDS).map(([name, field]) => [name, `policy.${field}`])),
  phases: 'eligibility.phases',
  accounts: 'eligibility.accounts',
};

/** The fields that a fault is about, as a draft or its changes have them; empty: it concerns none of them. */
export function fieldsOf({ about = [] }: Pick<Fault, 'about'>): string[] {
  return about.map((name) => {
    const [head = '', ...rest] = name.split('.');
    return [SECTIONS[head] ?? head, ...rest].join('.');
  });
}
