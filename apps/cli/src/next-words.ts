import type { ProblemCode } from '@brebaje/protocol/rest/problems';

/** What a person at a terminal does next, where the server's own words are for programs that send requests. */
const NEXT: Partial<Record<ProblemCode | 'ILLEGAL_TRANSITION' | 'SIGN_IN_REQUIRED', string>> = {
  SIGN_IN_REQUIRED:
    "sign in with brebaje login <url>, or with the link that you were sent: brebaje login '<link>'",
  CEREMONY_UNFIT: 'correct what is named; brebaje ceremony check <file or ceremony> shows all of it',
  ILLEGAL_TRANSITION: 'see how it stands: brebaje ceremony show <ceremony>',
  REASON_NEEDED: 'give it with --reason: it becomes a public event',
  NOT_DRAINED: 'brebaje ceremony close <ceremony> --wait returns when whoever is inside has finished',
  BEACON_NOT_PUBLISHED:
    'the same command with --wait waits for it; brebaje ceremony show <ceremony> says when it is published',
  BEACON_TOO_EARLY:
    'name a later one: brebaje ceremony edit <ceremony> --set policy.beacon-round=<round> (or policy.beacon-slot) --reason <text>',
  BEACON_REFUSED:
    'hand in the value of the round or slot that brebaje ceremony show <ceremony> names, or none: then the server asks for it',
  CHANGED_MEANWHILE:
    'somebody else changed it at the same moment: see how it stands, then run the same command again',
  VERSION_MISMATCH: 'somebody else changed it meanwhile: see how it stands, then run the same command again',
  PARTS_DIFFER: 'run the same command again: it sends what is missing',
  TERMS_NOT_ACCEPTED: 'read them on the ceremony’s page, then give their version with --accept-terms',
};

/** A refusal as the server gave it, with its words for programs. */
interface Refusal {
  serverCode?: string | undefined;
  next?: string | undefined;
  problem?: Record<string, unknown>;
}

/** What to do next in the words of this command: the server's, where they are as good, and where help is. */
export function nextInWords({ serverCode, next, problem }: Refusal): string | undefined {
  const own = NEXT[serverCode as keyof typeof NEXT];
  const said = problem?.next;
  if (own === undefined || typeof said !== 'string' || !next?.startsWith(said)) return next;
  const help = next.slice(said.length);
  return help === '' ? own : `${own}.${help}`;
}
