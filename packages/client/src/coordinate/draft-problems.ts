/** What a server would refuse of a draft by its form or by its rules alone, without asking it. */
import { slotSeconds } from '@brebaje/groth16/beacon/ethereum';
import { sizeFaults } from '@brebaje/kzg/size-faults';
import { wordsOfDraft } from '@brebaje/protocol/ceremony-file-problems';
import { isMissing } from '@brebaje/protocol/issue-words';
import { ceremonyDraftSchema } from '@brebaje/protocol/rest/ceremonies';
import { draftFaults } from '@brebaje/protocol/rest/draft-faults';
import { fieldsOf } from '@brebaje/protocol/rest/fault-fields';

/** As many as a server says at once. */
const MOST = 20;

export interface DraftProblem {
  /** The place in the draft, or the code of a rule. */
  path: string;
  /** In the server’s words. */
  message: string;
  /** A rule: the places in the draft that it is about. */
  fields?: string[];
  /** Nothing is said there, and something has to be. */
  missing?: true;
}

const SLOTS = { slot: (slot: number) => slotSeconds(slot) * 1000 };

/**
 * What is wrong with a draft of a ceremony; empty: it can be sent. Rules that contradict each other are looked for
 * once every field has its form.
 */
export function draftProblems(draft: unknown, now: number): DraftProblem[] {
  const { error, data } = ceremonyDraftSchema.safeParse(draft);
  if (error)
    return error.issues.slice(0, MOST).map((issue) => {
      const missing = isMissing(issue);
      return {
        path: issue.path.join('.'),
        message: sentence(wordsOfDraft(issue)),
        ...(missing ? { missing } : {}),
      };
    });
  const sizes = data.scheme === 'KZG' && data.sizes ? sizeFaults(data.sizes) : [];
  return [...draftFaults(data, SLOTS, now), ...sizes].map((fault) => {
    return { path: fault.code, message: fault.sentence, fields: fieldsOf(fault) };
  });
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
