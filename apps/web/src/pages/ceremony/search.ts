/** What somebody looks for among contributions. */
import type { Link } from './chain/chain-store.ts';

export interface Search {
  /** A name, a place in the chain (#12), a participant’s number, or the beginning of a hash; empty: anything. */
  text: string;
  /** Seconds: accepted from then on, and before. */
  from?: number | undefined;
  until?: number | undefined;
}

export const isEmpty = ({ text, from, until }: Search): boolean =>
  text.trim() === '' && from === undefined && until === undefined;

/** Whether a contribution is among what is looked for. */
export function matches(link: Link, { text, from, until }: Search): boolean {
  if (from !== undefined && link.acceptedAt < from) return false;
  if (until !== undefined && link.acceptedAt >= until) return false;
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return true;
  const number = /^#?(\d{1,9})$/.exec(wanted)?.[1];
  if (number !== undefined && link.position === Number(number)) return true;
  if (number !== undefined && !wanted.startsWith('#') && link.participantId === Number(number)) return true;
  if (link.publicName.toLowerCase().includes(wanted)) return true;
  const hex = wanted.replace(/^0x/, '').replace(/\s+/g, '');
  if (!/^[0-9a-f]{6,}$/.test(hex)) return false;
  return [link.contributionHash, link.head].some((hash) => hash?.toLowerCase().startsWith(hex));
}

/** The span of a day as the reader counts it; `date` as a date input gives it. */
export function dayOf(date: string): { from: number; until: number } | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!match) return undefined;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return {
    from: new Date(year, month - 1, day).getTime() / 1_000,
    until: new Date(year, month - 1, day + 1).getTime() / 1_000,
  };
}
