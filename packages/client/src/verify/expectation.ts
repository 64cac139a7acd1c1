/** What somebody knows of a ceremony from elsewhere: whoever gives it cannot be shown another ceremony. */
import type { KnownEvent } from '../rest/check-log.ts';

/** The SHA-256 of the manifest, which names the ceremony; or an event of its log. Lower-case hex. */
export type Expected = { readonly manifest: string } | KnownEvent;

/** All that somebody knows. */
export interface Expectation {
  /** Hashes of the manifest; when there are several, one of them is wrong. */
  readonly expected: readonly string[];
  readonly known: readonly KnownEvent[];
}

/** Name in the fragment of a link: `#expect=<hash>&expect=<number>:<hash>`. */
const FRAGMENT = 'expect';

/** Reads `<hash>` or `<number>:<hash>`; undefined when a text is neither. */
export function expectedOf(text: string): Expected | undefined {
  const [, seq, hash] = /^(?:([1-9]\d{0,14}):)?([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  if (hash === undefined) return undefined;
  const lower = hash.toLowerCase();
  return seq === undefined ? { manifest: lower } : { seq: Number(seq), hash: lower };
}

/** As {@link expectedOf} reads it. */
export function expectedText(one: Expected): string {
  return 'manifest' in one ? one.manifest : `${one.seq}:${one.hash}`;
}

/** What checks take. */
export function expectationOf(all: readonly Expected[]): Expectation {
  return {
    expected: all.flatMap((one) => ('manifest' in one ? [one.manifest] : [])),
    known: all.filter((one): one is KnownEvent => 'seq' in one),
  };
}

/** The fragment of a link to a ceremony's verification that expects this, without `#`; empty when there is nothing. */
export function expectFragment(...all: (Expected | undefined)[]): string {
  return all.flatMap((one) => (one ? [`${FRAGMENT}=${expectedText(one)}`] : [])).join('&');
}

/** What the fragment of a link expects, with or without `#`; `unreadable`: what should be an expectation and is none. */
export function expectedIn(fragment: string): { all: Expected[]; unreadable: string[] } {
  const all: Expected[] = [];
  const unreadable: string[] = [];
  for (const text of new URLSearchParams(fragment.replace(/^#/, '')).getAll(FRAGMENT)) {
    const one = expectedOf(text);
    if (one) all.push(one);
    else unreadable.push(text);
  }
  return { all, unreadable };
}
