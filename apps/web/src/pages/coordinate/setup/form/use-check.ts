/** What the server thinks of a draft, while it is written. */
import type { AnswerBody, CeremonyDraft } from '@brebaje/client/rest/bodies';
import { RestRefusal } from '@brebaje/client/rest/rest-client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { rest } from '../../../../server/rest.ts';
import { type Faults, faultsOf } from './values.ts';

export type Check = AnswerBody<'checkCeremonyDraft'>;

/** Milliseconds without a key pressed. */
const PAUSE = 400;

type Answer = { check: Check; faults?: undefined } | { check?: undefined; faults: Faults };

/** The check of a draft, or what is wrong with its fields. Names that are still missing are no fault yet. */
export function useCheck(draft: CeremonyDraft | undefined): {
  check: Check | undefined;
  faults: Faults;
  error: unknown;
  looking: boolean;
} {
  const named = draft && { ...draft, slug: draft.slug || 'unnamed', title: draft.title || '–' };
  const asked = useSettled(JSON.stringify(named));
  const { data, error, isFetching } = useQuery({
    queryKey: ['check', asked],
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Answer> => {
      const body = JSON.parse(asked!);
      // What is half typed is told here: a browser writes every refusal of a server into its console.
      const { draftProblems } = await import('@brebaje/client/coordinate/draft-problems');
      const problems = draftProblems(body);
      if (problems.length > 0) return { faults: faultsOf(problems) };
      const request = { method: 'POST' as const, path: '/ceremonies/check', body, signal };
      try {
        return { check: (await rest.call<Check>(request)).body };
      } catch (refusal) {
        const errors = refusal instanceof RestRefusal ? refusal.problem.errors : undefined;
        if (!Array.isArray(errors)) throw refusal;
        return { faults: faultsOf(errors) };
      }
    },
  });
  return { check: data?.check, faults: data?.faults ?? {}, error, looking: isFetching };
}

/** A value once it has stayed the same for a moment. */
export function useSettled<T>(value: T): T {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
