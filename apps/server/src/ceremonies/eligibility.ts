/** Who may join: two rows' worth of rules as one text of the REST interface, and back. */
import type { Eligibility, Phase } from '@brebaje/ceremony/eligibility';
import type { EligibilityBody, EligibilityChanges } from '@brebaje/protocol/rest/eligibility';
import type { Qualification } from '../config/policy-of.ts';
import type { CeremonyRow } from '../store/schema.ts';

type PhaseBody = NonNullable<EligibilityBody['phases']>[number];

/** What a ceremony's row says of who may join. */
export interface Admission {
  /** null: whoever can sign in. */
  eligibility: Eligibility | null;
  qualification: Qualification;
}

export function admissionOf(row: Pick<CeremonyRow, 'eligibility' | 'qualification'>): Admission {
  return {
    eligibility: row.eligibility === null ? null : (JSON.parse(row.eligibility) as Eligibility),
    qualification: JSON.parse(row.qualification) as Qualification,
  };
}

/** The columns that hold it. */
export function admissionColumns({ eligibility, qualification }: Admission): {
  eligibility: string | null;
  qualification: string;
} {
  return {
    eligibility: eligibility === null ? null : JSON.stringify(eligibility),
    qualification: JSON.stringify(qualification),
  };
}

/** The rules with the changes that somebody wrote. */
export function changedAdmission(before: Admission, changes: EligibilityChanges): Admission {
  const { accounts, ethereum, github, who, phases, providers, minimumAge } = changes;
  const { qualification, eligibility } = before;
  const rule: Eligibility = { ...(eligibility ?? { who: 'OPEN' }), ...(who === undefined ? {} : { who }) };
  set(rule, 'phases', phases === null ? null : phases?.map(inMillis));
  set(rule, 'providers', providers);
  set(rule, 'minimumAge', typeof minimumAge === 'number' ? Math.round(minimumAge * 1000) : minimumAge);
  return {
    eligibility: who === undefined && eligibility === null && isBare(rule) ? null : rule,
    qualification: {
      mode: accounts === undefined ? qualification.mode : accounts === 'ANY' ? 'open' : 'checked',
      ethereum: ethereum === undefined ? qualification.ethereum : ethereum,
      github:
        github === undefined
          ? qualification.github
          : github && { createdBefore: github.createdBefore * 1000 },
    },
  };
}

function inMillis({ name, from, until, who, cohorts }: PhaseBody): Phase {
  return {
    name,
    from: from * 1000,
    until: until === undefined ? null : until * 1000,
    who,
    ...(cohorts === undefined ? {} : { cohorts }),
  };
}

/** undefined leaves a condition as it is, null takes it away. */
function set<K extends 'phases' | 'providers' | 'minimumAge'>(
  rule: Eligibility,
  name: K,
  value: Eligibility[K] | null,
): void {
  if (value === undefined) return;
  if (value === null) delete rule[name];
  else rule[name] = value;
}

const isBare = (rule: Eligibility): boolean => Object.keys(rule).length === 1 && rule.who === 'OPEN';

/** As it is shown, in words too. */
export function eligibilityBody({ eligibility, qualification }: Admission): EligibilityBody {
  const rule = eligibility ?? { who: 'OPEN' as const };
  const body: Omit<EligibilityBody, 'words'> = {
    who: rule.who,
    accounts: qualification.mode === 'open' ? 'ANY' : 'CHECKED',
    ...(rule.phases === undefined
      ? {}
      : {
          phases: rule.phases.map(({ name, from, until, who, cohorts }) => ({
            name,
            from: Math.floor(from / 1000),
            ...(until === null ? {} : { until: Math.floor(until / 1000) }),
            who,
            ...(cohorts === undefined ? {} : { cohorts: [...cohorts] }),
          })),
        }),
    ...(rule.providers === undefined ? {} : { providers: [...rule.providers] }),
    ...(rule.minimumAge === undefined ? {} : { minimumAge: rule.minimumAge / 1000 }),
    ...(qualification.mode === 'open' || qualification.ethereum === null
      ? {}
      : { ethereum: qualification.ethereum }),
    ...(qualification.mode === 'open' || qualification.github === null
      ? {}
      : { github: { createdBefore: Math.floor(qualification.github.createdBefore / 1000) } }),
  };
  return { ...body, words: inWords({ eligibility, qualification }) };
}

function inWords({ eligibility, qualification }: Admission): string {
  const rule = eligibility ?? { who: 'OPEN' as const };
  const phases = rule.phases ?? [];
  const whom = (who: 'OPEN' | 'INVITED', cohorts?: readonly string[]) =>
    who === 'INVITED' || cohorts
      ? `people whom the coordinator invited${cohorts ? ` (${cohorts.join(', ')})` : ''}`
      : 'anybody';
  const sentences =
    phases.length === 0
      ? [`Open to ${whom(rule.who)}.`]
      : phases.map(
          ({ name, from, until, who, cohorts }) =>
            `${name}: ${whom(who, cohorts)}, from ${moment(from)}${until === null ? '' : ` to ${moment(until)}`}.`,
        );
  const open = rule.who === 'OPEN' ? phases.length === 0 : false;
  if (open || phases.some(({ who }) => who === 'OPEN')) sentences.push(...accountsInWords(qualification));
  if (rule.providers) sentences.push(`You sign in with ${list(rule.providers.map(named))}.`);
  if (rule.minimumAge !== undefined)
    sentences.push(`Accounts must be at least ${Math.ceil(rule.minimumAge / 86_400_000)} days old.`);
  return sentences.join(' ');
}

function accountsInWords({ mode, ethereum, github }: Qualification): string[] {
  if (mode === 'open') return ['Any account does.'];
  const accounts = [
    ethereum &&
      `an Ethereum address that had sent ${ethereum.minNonce} transactions by block ${ethereum.block}`,
    github && `a GitHub account made before ${moment(github.createdBefore)}`,
  ].filter((text) => text !== null);
  return accounts.length === 0 ? [] : [`You need ${list(accounts)}.`];
}

const named = (provider: string): string =>
  provider === 'Github' ? 'GitHub' : provider === 'Invitation' ? 'an invitation' : provider;

function list(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
