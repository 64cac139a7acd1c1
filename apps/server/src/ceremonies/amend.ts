import { amend } from '@brebaje/ceremony/amendment';
import { beaconFaults, beaconForClosing, renamingFault } from '@brebaje/ceremony/beacon';
import type { Fault } from '@brebaje/ceremony/opening';
import type { Policy } from '@brebaje/ceremony/policy';
import type { CeremonyChanges } from '@brebaje/protocol/rest/ceremonies';
import { fieldsOf } from '@brebaje/protocol/rest/fault-fields';
import { changedPolicy } from '@brebaje/protocol/rest/policy';
import { Problem } from '../rest/problem.ts';
import { type CeremonyTransaction, writeCeremony } from '../sequencer/ceremony-transaction.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { pastPoliciesOf } from '../sequencer/rows.ts';
import type { CeremonyRow } from '../store/schema.ts';
import { aboutOf, changedAbout } from './about.ts';
import { type Acting, told } from './acting.ts';
import { BEACON_TIMES } from './beacon.ts';
import {
  type Admission,
  admissionColumns,
  admissionOf,
  changedAdmission,
  eligibilityBody,
} from './eligibility.ts';
import { faultErrors } from './faults.ts';
import { writingFaults } from './opening.ts';

type Fields = Omit<CeremonyChanges, 'status' | 'reason'>;
type Columns = Partial<
  Pick<CeremonyRow, 'policy' | 'pastPolicies' | 'eligibility' | 'qualification' | 'closesAt' | 'about'>
>;

/** An amendment in the making: columns to write, and what the public is told. */
interface Amended {
  columns: Columns;
  changes: { field: string; old: unknown; new: unknown }[];
}

/**
 * Amends a ceremony after its opening: old and new become a public event. Whoever waits already keeps the rules
 * that they came under. Throws NOT_AMENDABLE with the fields that are fixed.
 */
export async function amendCeremony(
  ctx: Pick<ServerContext, 'config'>,
  transaction: CeremonyTransaction,
  fields: Fields,
  acting: Acting & { reason: string },
): Promise<void> {
  const { ceremony, now } = transaction;
  refuseFixed(ceremony, fields);
  const amended: Amended = { columns: {}, changes: [] };
  if (fields.closesAt !== undefined) amendDate(transaction, fields.closesAt, amended);
  amendPolicy(transaction, fields.policy ?? {}, acting, amended);
  if (fields.eligibility) amendEligibility(ctx, transaction, fields.eligibility, amended);
  if (fields.about) amendAbout(ceremony, fields.about, amended);
  const { columns, changes } = amended;
  if (changes.length === 0) return;
  await writeCeremony(transaction, columns);
  const { reason, ...who } = acting;
  transaction.emit([{ type: 'ceremony.amended', data: { changes, ...told(who), why: reason, from: now } }]);
}

const STAYS = 'cannot be changed any more';

function fixed(fields: string[], why: string): Problem {
  return new Problem('NOT_AMENDABLE', why, {
    errors: fields.map((path) => ({ path, message: STAYS })),
  });
}

function fixedRule(path: string): { path: string; message: string; fields: string[] } {
  return { path, message: STAYS, fields: fieldsOf({ about: [path] }) };
}

function refused({ fields, faults }: { fields: string[]; faults: Fault[] }): Problem {
  const why = faults[0]?.sentence ?? `Fixed since it opened: ${fields.join(', ')}.`;
  return new Problem('NOT_AMENDABLE', why, { errors: [...fields.map(fixedRule), ...faultErrors(faults)] });
}

function refuseFixed(ceremony: CeremonyRow, fields: Fields): void {
  const named = (names: (keyof Fields)[]) => names.filter((name) => fields[name] !== undefined);
  const manifest = named(['title', 'test', 'opensAt']);
  if (manifest.length > 0) throw fixed(manifest, 'What names the ceremony is fixed since it opened.');
  if (ceremony.status === 'OPENED' || ceremony.status === 'PAUSED') return;
  const rules = named(['policy', 'eligibility', 'closesAt']).filter(
    // A beacon that came before the last contribution is replaced by a later one.
    (name) => name !== 'policy' || ceremony.status !== 'CLOSED' || !isBeaconAlone(fields.policy),
  );
  if (rules.length > 0) throw fixed(rules, `The rules of a ceremony that is ${ceremony.status} stay.`);
}

function isBeaconAlone(policy: Fields['policy']): boolean {
  return Object.entries(policy ?? {}).every(([name, value]) => name === 'beacon' || value === undefined);
}

/** Closing later names a later beacon by itself, where its rule says which. */
function amendPolicy(
  { ceremony, policy, now }: CeremonyTransaction,
  changes: NonNullable<Fields['policy']>,
  { who, reason }: Acting & { reason: string },
  amended: Amended,
): void {
  const past = pastPoliciesOf(ceremony);
  const amendment = { who, why: reason, from: now };
  const { closesAt = ceremony.closesAt } = amended.columns;
  const wanted = withBeacon(ceremony, policy, changedPolicy(policy, changes), closesAt, now);
  if (JSON.stringify(wanted) === JSON.stringify(policy)) return;
  const answer = amend(policy, past, wanted, amendment, now);
  if ('refusal' in answer) throw refused(answer);
  const [event] = answer.events;
  if (!event) return;
  Object.assign(amended.columns, {
    policy: JSON.stringify(answer.policy),
    pastPolicies: JSON.stringify(answer.past),
  });
  amended.changes.push(...(event.data.changes as Amended['changes']));
}

function withBeacon(
  ceremony: CeremonyRow,
  before: Policy,
  after: Policy,
  closesAt: number | null,
  now: number,
): Policy {
  const { scheme, drainedAt, closedAt } = ceremony;
  if (JSON.stringify(before.beacon) !== JSON.stringify(after.beacon)) {
    const facts = { closesAt: closedAt ?? closesAt, drainedAt };
    const fault = renamingFault(before.beacon, after.beacon, facts, BEACON_TIMES, now);
    if (fault) throw fixed(['policy.beacon'], fault.sentence);
  }
  if (closesAt === ceremony.closesAt || closesAt === null || after.beacon === null) return after;
  const [fault] = beaconFaults(after.beacon, { scheme, closesAt }, BEACON_TIMES, now);
  if (fault) throw fixed(['closesAt'], fault.sentence);
  return { ...after, beacon: beaconForClosing(after.beacon, closesAt, BEACON_TIMES) };
}

function amendDate({ ceremony, now }: CeremonyTransaction, seconds: number | null, amended: Amended): void {
  const closesAt = seconds === null ? null : seconds * 1000;
  if (closesAt === ceremony.closesAt) return;
  if (closesAt !== null && closesAt <= now)
    throw new Problem(
      'INVALID_REQUEST',
      'closesAt: this moment is over; send status CLOSED to close it now',
      {
        errors: [{ path: 'closesAt', message: 'is over' }],
      },
    );
  amended.columns.closesAt = closesAt;
  amended.changes.push({ field: 'closesAt', old: ceremony.closesAt, new: closesAt });
}

/** What was so already is no reason to refuse another change. */
function amendEligibility(
  ctx: Pick<ServerContext, 'config'>,
  { ceremony, policy }: CeremonyTransaction,
  changes: NonNullable<Fields['eligibility']>,
  amended: Amended,
): void {
  const before = admissionOf(ceremony);
  const after = changedAdmission(before, changes);
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const { scheme } = ceremony;
  const faultsOf = (admission: Admission) =>
    writingFaults(ctx, { policy, scheme, sizes: undefined, test: ceremony.test === 1, admission });
  const known = new Set(faultsOf(before).map(({ code }) => code));
  const faults = faultsOf(after).filter(({ code }) => !known.has(code));
  if (faults.length > 0) throw refused({ fields: [], faults });
  Object.assign(amended.columns, admissionColumns(after));
  amended.changes.push({ field: 'eligibility', old: eligibilityBody(before), new: eligibilityBody(after) });
}

/**
 * Terms are told with their text, because people accepted them. Of the other texts only the names: a support
 * line may be somebody's address, and what is in the log cannot be taken out again.
 */
function amendAbout(ceremony: CeremonyRow, changes: NonNullable<Fields['about']>, amended: Amended): void {
  const before = aboutOf(ceremony);
  const { about, changed } = changedAbout(before, changes, ceremony.scheme);
  if (changed.length === 0) return;
  amended.columns.about = JSON.stringify(about);
  for (const name of changed) {
    const change = name === 'terms' ? { old: before.terms, new: about.terms } : { old: null, new: null };
    amended.changes.push({ field: `about.${name}`, ...change });
  }
}
