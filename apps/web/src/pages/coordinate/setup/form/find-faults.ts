/** What is wrong with a draft, found in the page: before anything is sent, and in the server’s words. */
import type { CeremonyDraft } from '@brebaje/client/rest/bodies';
import { RestRefusal } from '@brebaje/client/rest/rest-client';
import { flushSync } from 'react-dom';
import { serverNow } from '../../../../server/rest.ts';
import type { Refused } from './values.ts';

/** `needed` is said of what is missing. */
export async function problemsOf(draft: CeremonyDraft, needed: string): Promise<Refused[]> {
  // All schemas: needed once somebody writes a ceremony, and not before.
  const { draftProblems } = await import('@brebaje/client/coordinate/draft-problems');
  return draftProblems(draft, serverNow()).map((problem) =>
    problem.missing ? { ...problem, message: needed } : problem,
  );
}

/** What a refusal of the server names as wrong; undefined: it names nothing, or is none. */
export function refusedBy(error: unknown): Refused[] | undefined {
  const errors = error instanceof RestRefusal ? error.problem.errors : undefined;
  return Array.isArray(errors) ? errors : undefined;
}

/**
 * Shows what is wrong, as `put` says it, and puts the focus on the first input that says so; a folded part opens.
 * @param otherwise what is done where no input is there that is wrong
 */
export function showWrong(form: HTMLFormElement | null, put: () => void, otherwise?: () => void): void {
  // At once: whoever pressed the button is taken there before they do anything else.
  flushSync(put);
  const wrong = form?.querySelector<HTMLElement>('[aria-invalid=true], [data-invalid=true]');
  for (let part = wrong?.closest('details'); part; part = part.parentElement?.closest('details'))
    part.open = true;
  if (wrong) wrong.focus();
  else otherwise?.();
}
