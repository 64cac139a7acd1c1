import type { RuleRefusal } from '@brebaje/ceremony/lobby-types';
import type { ProblemBody } from '@brebaje/protocol/rest/common';
import { PROBLEM_TABLE, type ProblemCode } from '@brebaje/protocol/rest/problems';

/** What a refusal says besides its code. */
export type ProblemFacts = Partial<
  Pick<ProblemBody, 'errors' | 'allowed' | 'position' | 'existing' | 'support' | 'error'>
>;

/** A request is refused: a code of the table, and what is the matter in this case. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly facts: ProblemFacts;
  constructor(code: ProblemCode, detail?: string, facts: ProblemFacts = {}) {
    super(detail ?? PROBLEM_TABLE[code].text);
    this.code = code;
    this.detail = detail;
    this.facts = facts;
  }
}

/** Passes what a rule allowed; throws its refusal as a Problem. */
export function unrefused<T extends object>(
  answer: T | { refusal: RuleRefusal },
  detail?: string,
): Exclude<T, { refusal: RuleRefusal }> {
  if ('refusal' in answer) throw new Problem(answer.refusal as RuleRefusal, detail);
  return answer as Exclude<T, { refusal: RuleRefusal }>;
}

/** The body of a refusal (RFC 9457). `reference` finds it in the log. */
export function problemBody(
  problem: Problem,
  { reference, docs, support }: { reference: string; docs: string; support: string | undefined },
): ProblemBody {
  const { status, text, next } = PROBLEM_TABLE[problem.code];
  return {
    type: `${docs}#${problem.code.toLowerCase().replaceAll('_', '-')}`,
    title: text,
    status,
    code: problem.code,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    next,
    ...problem.facts,
    ...(support === undefined ? {} : { support }),
    reference,
  };
}
