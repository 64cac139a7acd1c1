/** Who may enrol, decided once at enrolment and told in words. Pure over what is known of the person. */
import type { Gate, RuleRefusal } from './lobby-types.ts';
import type { QueueClass } from './queue-types.ts';

export type Provider = 'Ethereum' | 'Github' | 'Invitation';

/** Who may enrol. Times and ages are milliseconds. */
export interface Eligibility {
  /** INVITED: only people on the roster. OPEN: anybody who fulfils the rest. */
  who: 'INVITED' | 'OPEN';
  /** Ways to sign in that count; absent: any. Whoever is on the roster needs none of them. */
  providers?: readonly Provider[];
  /** An identity is at least this old, where its provider knows. */
  minimumAge?: number;
  /** Only in these times, each with its own rule; absent: always. The first that runs decides. */
  phases?: readonly Phase[];
}

/** A scheduled part of the time of enrolment. */
export interface Phase {
  /** As people are told: "invited contributors". */
  name: string;
  from: number;
  /** null: without end. */
  until: number | null;
  who: 'INVITED' | 'OPEN';
  /** Only these cohorts of the roster; absent: all. */
  cohorts?: readonly string[];
}

/** What is known of somebody who wants to enrol. */
export interface PersonFacts {
  provider: Provider;
  /** When their identity was made, where the provider tells; null: unknown. */
  identityCreatedAt: number | null;
  /** Their line of the roster; null: not on it. */
  invitation: { cohort: string | null; queueClass: QueueClass; until: number | null } | null;
}

export type EligibilityAnswer =
  | { eligible: true; queueClass: QueueClass }
  /** `why` is a sentence for the person; `from`: when it may be different. */
  | { eligible: false; refusal: RuleRefusal; why: string; from?: number };

/** Whether somebody may enrol now, and into which part of the queue. null: whoever can sign in. */
export function mayEnroll(
  eligibility: Eligibility | null,
  gate: Gate,
  person: PersonFacts,
  now: number,
): EligibilityAnswer {
  if (gate.draining || gate.status === 'CLOSED' || gate.status === 'FINALIZED') {
    return no('CLOSED', 'The ceremony takes no new participants any more.');
  }
  if (gate.status === 'CANCELED') return no('CLOSED', 'The ceremony was canceled.');
  const { invitation } = person;
  if (invitation && invitation.until !== null && now > invitation.until) {
    return no('NOT_ELIGIBLE', `Your invitation was valid until ${day(invitation.until)}.`);
  }
  const rule = eligibility ?? { who: 'OPEN' };
  return duringPhases(rule, person, now) ?? byIdentity(rule, person, now) ?? yes(person);
}

function duringPhases(rule: Eligibility, person: PersonFacts, now: number): EligibilityAnswer | null {
  if (!rule.phases || rule.phases.length === 0) return byRoster(rule.who, undefined, person);
  const running = rule.phases.filter(({ from, until }) => from <= now && (until === null || now < until));
  const refusals = running.map((phase) => byRoster(phase.who, phase.cohorts, person));
  if (refusals.includes(null)) return null;
  const next = rule.phases
    .filter((phase) => phase.from > now && byRoster(phase.who, phase.cohorts, person) === null)
    .sort((one, other) => one.from - other.from)[0];
  if (next) {
    const why = `Enrolment opens for you on ${day(next.from)} (${next.name}).`;
    return { ...no('NOT_ELIGIBLE', why), from: next.from };
  }
  return refusals[0] ?? no('NOT_ELIGIBLE', 'The time of enrolment is over.');
}

function byRoster(
  who: 'INVITED' | 'OPEN',
  cohorts: readonly string[] | undefined,
  { invitation }: PersonFacts,
): EligibilityAnswer | null {
  if (who === 'OPEN' && !cohorts) return null;
  if (!invitation) return no('NOT_ELIGIBLE', 'Only invited people may take part: ask the coordinator.');
  if (cohorts && (invitation.cohort === null || !cohorts.includes(invitation.cohort))) {
    return no('NOT_ELIGIBLE', 'Your group of invited people has its turn at another time.');
  }
  return null;
}

/** The rules about identities; whoever is invited by name needs to prove no more. */
function byIdentity(rule: Eligibility, person: PersonFacts, now: number): EligibilityAnswer | null {
  if (person.invitation) return null;
  if (rule.providers && !rule.providers.includes(person.provider)) {
    return no('NOT_ELIGIBLE', `Sign in with ${rule.providers.join(' or ')} to take part.`);
  }
  const { identityCreatedAt } = person;
  const { minimumAge } = rule;
  if (minimumAge === undefined) return null;
  if (identityCreatedAt === null) {
    return no('NOT_ELIGIBLE', `The age of your ${person.provider} account is not known, and it must be.`);
  }
  if (now - identityCreatedAt < minimumAge) {
    const from = identityCreatedAt + minimumAge;
    return { ...no('NOT_ELIGIBLE', `Your account is old enough from ${day(from)} on.`), from };
  }
  return null;
}

function yes({ invitation }: PersonFacts): EligibilityAnswer {
  return { eligible: true, queueClass: invitation?.queueClass ?? 'PUBLIC' };
}

function no(refusal: RuleRefusal, why: string): Extract<EligibilityAnswer, { eligible: false }> {
  return { eligible: false, refusal, why };
}

/** A moment as people read it anywhere: date and minute in UTC. */
function day(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
