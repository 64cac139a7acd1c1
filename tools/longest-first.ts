/**
 * The order of the test files: the longest first, so that no worker is left with one of them when the others are done.
 * Vitest knows how long files took when it has run them here before; in a fresh clone it goes by their sizes.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, whatever its size, longest first. */
const LONGEST = [
  'tests/docs/commands.test.ts',
  'tests/pages/setup-groth16.test.ts',
  'tests/scenarios/groth16-command.test.ts',
  'tests/pack.test.ts',
  'tests/pages/verify-any.test.ts',
  'tests/pages/work.test.ts',
  'tests/faults/kill.test.ts',
  'tests/groth16/mutations.test.ts',
  'tests/faults/unattended.test.ts',
  'tests/rest/races.test.ts',
  'tests/scenarios/claims.test.ts',
  'packages/curves/src/engines-agree.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((path) => moduleId.endsWith(path));
      return place < 0 ? LONGEST.length : place;
    };
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}
