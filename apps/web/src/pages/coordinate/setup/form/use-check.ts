/** What the server thinks of a draft, while it is written. */
import type { AnswerBody, CeremonyDraft } from '@brebaje/client/rest/bodies';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { rest } from '../../../../server/rest.ts';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { problemsOf, refusedBy } from './find-faults.ts';
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
  /** What is answered is of an earlier draft. */
  stale: boolean;
} {
  const { t } = useTexts();
  const named = draft && { ...draft, slug: draft.slug || 'unnamed', title: draft.title || '–' };
  const now = JSON.stringify(named);
  const asked = useSettled(now);
  const { data, error, isFetching, isPlaceholderData } = useQuery({
    queryKey: ['check', asked],
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Answer> => {
      const body = JSON.parse(asked!);
      // What is half typed is told here: a browser writes every refusal of a server into its console.
      const problems = await problemsOf(body, t('setupForm.needed'));
      if (problems.length > 0) return { faults: faultsOf(problems) };
      const request = { method: 'POST' as const, path: '/ceremonies/check', body, signal };
      try {
        return { check: (await rest.call<Check>(request)).body };
      } catch (refusal) {
        const errors = refusedBy(refusal);
        if (!errors) throw refusal;
        return { faults: faultsOf(errors) };
      }
    },
  });
  return {
    check: data?.check,
    faults: data?.faults ?? {},
    error,
    looking: isFetching,
    stale: asked !== now || isPlaceholderData,
  };
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
