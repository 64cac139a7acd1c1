import { Refused } from '@brebaje/groth16/verify/verdict';
import type { ZkeyHeader } from '@brebaje/groth16/zkey/header';

type Curve = ZkeyHeader['curve'];

/** Throws Refused unless files that belong together are of one curve: nothing of another can be computed with. */
export function requireCurve(expected: Curve, files: Record<string, { header: { curve: Curve } }>): void {
  for (const [path, { header }] of Object.entries(files)) {
    if (header.curve === expected) continue;
    throw new Refused({
      check: 'consistency',
      code: 'other-circuit',
      text: `${path} is of ${header.curve}, and not of ${expected}`,
    });
  }
}
