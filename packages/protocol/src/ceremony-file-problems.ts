/** What is wrong with a ceremony's file, in its own words: its keys, and bounds as the file writes them. */
import type { z } from 'zod';
import { isMissing, type Unit, wordsOf } from './issue-words.ts';

/** Keys whose place in a draft has another name, by that place. */
export const FILE_KEYS: Record<string, readonly [key: string, unit: Unit]> = {
  opensAt: ['opens-at', 'moment'],
  closesAt: ['closes-at', 'moment'],
  'eligibility.minimumAge': ['eligibility.minimum-account-age', 'duration'],
  'eligibility.ethereum.minNonce': ['eligibility.ethereum-min-nonce', 'number'],
  'eligibility.ethereum.block': ['eligibility.ethereum-nonce-block', 'number'],
  'eligibility.github.createdBefore': ['eligibility.github-created-before', 'moment'],
  'policy.checkIn.interval': ['policy.check-in-interval', 'duration'],
  'policy.checkIn.tolerance': ['policy.check-in-tolerance', 'duration'],
  'policy.capacity': ['policy.max-waiting', 'number'],
  'policy.sessions.idle': ['policy.max-sessions', 'number'],
  'policy.sessions.expiry': ['policy.session-expiry', 'duration'],
  'policy.timeout.duration': ['policy.contribution-time', 'duration'],
  'policy.timeout.percent': ['policy.contribution-time', 'percent'],
  'policy.timeout.bySize': ['policy.contribution-time-by-size', 'number'],
  'policy.startWindow': ['policy.start-window', 'duration'],
  'policy.warnBefore': ['policy.warn-before', 'duration'],
  'policy.moreTime': ['policy.more-time', 'duration'],
  'policy.costs.missedCheckIn': ['policy.missed-check-in', 'number'],
  'policy.costs.lostTurn': ['policy.lost-turn', 'number'],
  'policy.penalty': ['policy.penalty', 'duration'],
  'policy.returnAfterPenalty': ['policy.return-after-penalty', 'number'],
  'policy.multiContribution': ['policy.multi-contribution', 'number'],
  'policy.closing.count': ['policy.closes-after', 'number'],
  'policy.closing.roster': ['policy.closes-when-roster-done', 'number'],
  'policy.closing.lets': ['policy.drain-lets', 'number'],
  'policy.closing.patience': ['policy.drain-patience', 'duration'],
  'policy.minimumContributions': ['policy.minimum-contributions', 'number'],
  'policy.beacon.source': ['policy.beacon', 'number'],
  'policy.beacon.notBefore': ['policy.beacon-not-before', 'duration'],
  'policy.beacon.slot': ['policy.beacon-slot', 'number'],
  'policy.beacon.round': ['policy.beacon-round', 'number'],
};

/** What is wrong with the file as it is written. */
export function problemOfFile(issue: z.core.$ZodIssue): string {
  const at = issue.path.join('.');
  const names = issue.code === 'unrecognized_keys' ? issue.keys : [];
  if (names.length > 0) return names.map((name) => `there is no key ${at ? `${at}.` : ''}${name}`).join('\n');
  if (isMissing(issue)) return `${at} is missing`;
  return `${at}: ${wordsOf(issue)}`;
}

/** What is wrong with the draft that a file makes, as its author wrote it. */
export function problemOfDraft(issue: z.core.$ZodIssue): string {
  const at = issue.path.join('.');
  const [key] = FILE_KEYS[at] ?? [at];
  return `${key}: ${wordsOfDraft(issue)}`;
}

/** What is wrong with a value of a draft, its bounds as people write them. */
export function wordsOfDraft(issue: z.core.$ZodIssue): string {
  const at = issue.path.join('.');
  const usual: Unit = /^eligibility\.phases\.\d+\.(from|until)$/.test(at) ? 'moment' : 'number';
  const [, unit] = FILE_KEYS[at] ?? [at, usual];
  return wordsOf(issue, unit);
}
