/** What a server would refuse of a draft by its form alone, without asking it. */
import { ceremonyDraftSchema } from '@brebaje/protocol/rest/ceremonies';

/** As many as a server says at once. */
const MOST = 20;

/** What is wrong with a draft of a ceremony, by the place in it and in the server's words. Empty: it can be sent. */
export function draftProblems(draft: unknown): { path: string; message: string }[] {
  const { error } = ceremonyDraftSchema.safeParse(draft);
  return (error?.issues ?? []).slice(0, MOST).map(({ path, message }) => ({ path: path.join('.'), message }));
}
