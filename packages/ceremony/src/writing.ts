/** What contradicts itself in a ceremony that is being written, however much is still missing. */
import type { Phase } from './eligibility.ts';
import { type CeremonyFacts, type Fault, policyFaults } from './opening.ts';

/** As far as rules can contradict each other. */
export interface Written extends Pick<CeremonyFacts, 'policy' | 'scheme'> {
  test: boolean;
  phases: readonly Pick<Phase, 'name' | 'from' | 'until'>[];
}

/** Rules that contradict each other: whoever writes them is refused. */
export function writingFaults({ policy, scheme, test, phases }: Written): Fault[] {
  const faults = policyFaults(policy);
  const wrong = (code: string, about: string[], sentence: string) => faults.push({ code, sentence, about });
  if (scheme === 'KZG' && policy.discipline !== 'LOBBY')
    wrong('DISCIPLINE', ['discipline'], 'The clients of KZG ceremonies wait in a LOBBY: they know no queue.');
  if (scheme === 'GROTH16' && policy.discipline !== 'QUEUE')
    wrong('DISCIPLINE', ['discipline'], 'A GROTH16 ceremony has a QUEUE for each circuit.');
  if (policy.multiContribution && !test)
    wrong(
      'NOT_A_TEST',
      ['test', 'multiContribution'],
      'Only in a test ceremony may one person contribute again and again.',
    );
  for (const [index, { name, from, until }] of phases.entries())
    if (until !== null && until <= from)
      wrong(
        'PHASE_ENDS_FIRST',
        [`phases.${index}.from`, `phases.${index}.until`],
        `The phase ${name} ends before it begins.`,
      );
  return faults;
}
