/** What somebody gave so far, told apart. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { looseOf, MOST_LOOSE, rootOf } from '../../verifying/loose.ts';
import type { Given, ReadReceipt, Sorted } from '../../verifying/messages.ts';
import { ask } from '../../verifying/verifier.ts';
import { type ExpectedState, useExpected } from './use-expected.ts';

const NOTHING: Sorted = {
  archive: undefined,
  receipts: [],
  attestations: [],
  transcripts: [],
  expected: [],
  verifiers: [],
  made: [],
  others: [],
};

export interface GivenState {
  sorted: Sorted;
  expected: ExpectedState;
  identities: readonly string[];
  looking: boolean;
  /** How many loose files were given, when they were too many to be looked at. */
  tooMany: number | undefined;
  error: unknown;
  give(files: Given[]): void;
  addIdentity(identity: string): void;
  remove(what: ReadReceipt | string): void;
}

export function useGiven(): GivenState {
  const [sorted, setSorted] = useState(NOTHING);
  const [identities, setIdentities] = useState<readonly string[]>([]);
  const [looking, setLooking] = useState(false);
  const [tooMany, setTooMany] = useState<number>();
  const [error, setError] = useState<unknown>();
  const queries = useQueryClient();
  const expected = useExpected();
  const { add } = expected;
  const give = useCallback(
    (files: Given[]) => {
      const loose = looseOf(files, rootOf(files)).length;
      setError(undefined);
      setTooMany(loose > MOST_LOOSE ? loose : undefined);
      if (loose > MOST_LOOSE) return;
      setLooking(true);
      ask('sort', { files })
        .then((more) => {
          setSorted((before) => together(before, more));
          add(...more.expected);
        })
        .catch(setError)
        .finally(() => setLooking(false));
      // Another ceremony may be meant now.
      void queries.invalidateQueries({ queryKey: ['verify-find'] });
    },
    [queries, add],
  );
  return {
    sorted,
    expected,
    identities,
    looking,
    tooMany,
    error,
    give,
    addIdentity: (identity) => setIdentities((before) => [...new Set([...before, identity])]),
    remove(what) {
      if (typeof what === 'string') setIdentities((before) => before.filter((one) => one !== what));
      else setSorted((before) => ({ ...before, receipts: before.receipts.filter((one) => one !== what) }));
    },
  };
}

/** What was given first stays; the same receipt counts once, and what is no use is said of the last files only. */
function together(before: Sorted, more: Sorted): Sorted {
  const known = new Set(before.receipts.map(({ kept }) => kept.signature));
  const fresh = (files: File[], added: File[]) => [
    ...files.filter(({ name }) => !added.some((one) => one.name === name)),
    ...added,
  ];
  return {
    archive: more.archive ?? before.archive,
    receipts: [...before.receipts, ...more.receipts.filter(({ kept }) => !known.has(kept.signature))],
    attestations: [...before.attestations, ...more.attestations],
    expected: [...before.expected, ...more.expected],
    transcripts: fresh(before.transcripts, more.transcripts),
    verifiers: fresh(before.verifiers, more.verifiers),
    made: fresh(before.made, more.made),
    others: more.others,
  };
}
