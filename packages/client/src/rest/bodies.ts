/** Shapes of the REST interface for programs that speak to it through this room alone. */
import type { OPERATIONS, OperationId } from '@brebaje/protocol/rest/operations';
import type { z } from 'zod';

export type { CeremonyBody, CeremonyDraft, CeremonySummary } from '@brebaje/protocol/rest/ceremonies';

type Success = 200 | 201 | 202;
type Answers<Id extends OperationId> = (typeof OPERATIONS)[Id]['answers'];

/** What an operation answers when it succeeds, by the operation's name in the reference. */
export type AnswerBody<Id extends OperationId> = {
  [Status in keyof Answers<Id>]: Status extends Success
    ? Answers<Id>[Status] extends { body: infer Schema extends z.ZodType }
      ? z.output<Schema>
      : never
    : never;
}[keyof Answers<Id>];

/** One item of a list's answer. */
export type ItemOf<Id extends OperationId> = AnswerBody<Id> extends { items: (infer Item)[] } ? Item : never;
