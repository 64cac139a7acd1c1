/** What is checked before a ceremony may open: all of it at once, as sentences for its coordinator. */
import { checkInBounds, type Policy } from './policy.ts';
import { LEAST_LIMIT } from './work-limit.ts';

/** Something that is wrong, or missing: a code for programs and a sentence for people. */
export interface Fault {
  code: string;
  sentence: string;
  /** What has to change, by its name in the facts or in the policy: `closesAt`, or `phases.0.until`. */
  about?: readonly string[];
}

export interface CeremonyFacts {
  policy: Policy;
  scheme: 'KZG' | 'GROTH16';
  opensAt: number | null;
  closesAt: number | null;
  circuits: readonly { slug: string; sequence: number; hasGenesis: boolean }[];
  /** Sign-in providers that the ceremony allows, and those that this server has. */
  providers: readonly string[];
  availableProviders: readonly string[];
  /** Whether the text about what will be permanent is there, and somewhere to ask for help. */
  hasTerms: boolean;
  hasSupport: boolean;
  hasCoordinator: boolean;
  /** Lines of the roster, for a ceremony of invited people only; null: others may come. */
  roster: number | null;
}

/** Everything that keeps the ceremony from opening; empty when it may. */
export function openingFaults(facts: CeremonyFacts, now: number): Fault[] {
  return [
    ...circuitFaults(facts),
    ...peopleFaults(facts),
    ...dateFaults(facts, now),
    ...policyFaults(facts.policy),
  ];
}

function circuitFaults({ circuits, scheme }: CeremonyFacts): Fault[] {
  const faults: Fault[] = [];
  if (circuits.length === 0) {
    faults.push({
      code: 'NO_CIRCUIT',
      sentence: 'The ceremony has no circuit: there is nothing to contribute to.',
    });
  }
  if (scheme === 'KZG' && circuits.length > 1) {
    faults.push({
      code: 'ONE_CIRCUIT',
      sentence: 'A KZG ceremony has exactly one circuit, its batch of sizes.',
    });
  }
  for (const circuit of circuits.filter(({ hasGenesis }) => !hasGenesis)) {
    faults.push({ code: 'NO_GENESIS', sentence: `The circuit ${circuit.slug} has no state to begin with.` });
  }
  if (new Set(circuits.map(({ sequence }) => sequence)).size < circuits.length) {
    faults.push({ code: 'SAME_SEQUENCE', sentence: 'Two circuits have the same place in the sequence.' });
  }
  return faults;
}

function peopleFaults(facts: CeremonyFacts): Fault[] {
  const faults: Fault[] = [];
  if (!facts.hasCoordinator) {
    faults.push({
      code: 'NO_COORDINATOR',
      sentence: 'Nobody coordinates the ceremony: name somebody first.',
    });
  }
  if (!facts.hasTerms) {
    faults.push({ code: 'NO_TERMS', sentence: 'The text that says what will be permanent is missing.' });
  }
  if (!facts.hasSupport) {
    faults.push({
      code: 'NO_SUPPORT',
      sentence: 'People who need help have nowhere to ask: give a support address.',
    });
  }
  const available = facts.providers.filter((provider) => facts.availableProviders.includes(provider));
  if (available.length === 0) {
    faults.push({
      code: 'NO_SIGN_IN',
      sentence: 'Nobody could sign in: this server has none of the allowed ways.',
    });
  }
  if (facts.roster === 0) {
    faults.push({
      code: 'EMPTY_ROSTER',
      sentence: 'Only invited people may take part, and nobody is invited.',
    });
  }
  if (facts.roster !== null && facts.roster > 0 && facts.roster < facts.policy.minimumContributions) {
    faults.push({
      code: 'ROSTER_TOO_SMALL',
      sentence: `The roster has ${facts.roster} people, and ${facts.policy.minimumContributions} contributions are the minimum.`,
    });
  }
  return faults;
}

/** What is wrong with the dates of a ceremony that has not opened: also for one that is being written. */
export function dateFaults(
  { opensAt, closesAt }: Pick<CeremonyFacts, 'opensAt' | 'closesAt'>,
  now: number,
): Fault[] {
  if (closesAt === null) return [];
  if (opensAt !== null && closesAt <= opensAt) {
    const sentence = 'The ceremony would close before it opens.';
    return [{ code: 'CLOSES_BEFORE_OPENING', sentence, about: ['opensAt', 'closesAt'] }];
  }
  if (closesAt > now) return [];
  const sentence = 'The date on which the ceremony closes is over.';
  return [{ code: 'CLOSED_ALREADY', sentence, about: ['closesAt'] }];
}

/** What is wrong with a policy whatever the ceremony: also for one that is being written. */
export function policyFaults(policy: Policy): Fault[] {
  const { timeout, closesAfter, minimumContributions } = policy;
  const faults: Fault[] = [];
  const wrong = (code: string, about: (keyof Policy)[], sentence: string) =>
    faults.push({ code, sentence, about });
  if (minimumContributions < 1)
    wrong(
      'NO_MINIMUM',
      ['minimumContributions'],
      'A result without a contribution by a person is worthless.',
    );
  if (closesAfter !== null && closesAfter < minimumContributions) {
    wrong(
      'CLOSES_TOO_EARLY',
      ['closesAfter', 'minimumContributions'],
      `Closing after ${closesAfter} contributions never reaches the minimum.`,
    );
  }
  if (checkInBounds(policy).lower < 0) {
    wrong(
      'CHECK_IN_TOLERANCE',
      ['checkInInterval', 'checkInTolerance'],
      'The tolerance of check-ins is larger than their interval.',
    );
  }
  if (policy.capacity < 1 || policy.attempts < 1) {
    const about = (['capacity', 'attempts'] as const).filter((name) => policy[name] < 1);
    wrong('NOBODY_FITS', about, 'Nobody could ever have a turn.');
  }
  if (timeout.type === 'FIXED' && timeout.duration < 1_000) {
    wrong('NO_TIME', ['timeout'], 'A turn of less than a second is lost before it begins.');
  }
  if (timeout.type === 'DYNAMIC' && (timeout.percent < 0 || (timeout.atLeast ?? LEAST_LIMIT) < 1_000)) {
    wrong(
      'NO_TIME',
      ['timeout'],
      'A dynamic limit adds a percentage to what people needed, and never takes any away.',
    );
  }
  if (policy.lostTurn === 'PENALTY' && policy.penalty <= 0) {
    wrong(
      'NO_PENALTY',
      ['lostTurn', 'penalty'],
      'A lost turn costs a penalty, and the penalty has no length.',
    );
  }
  if (policy.discipline === 'QUEUE' && policy.startWindow < 1_000) {
    wrong('NO_START_WINDOW', ['startWindow'], 'Nobody could start an offered turn in time.');
  }
  if (policy.uploadGrace < 0 || policy.uploadGrace > 0.5) {
    wrong('UPLOAD_GRACE', ['uploadGrace'], 'An upload under way may take at most half the limit more.');
  }
  return faults;
}
