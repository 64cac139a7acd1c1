import type { Alert } from './use-alerts.ts';

/** now: the ceremony stands; soon: it will, or somebody waits in vain; note: it is good to know. */
export type Severity = 'now' | 'soon' | 'note';

const SEVERITIES: Record<Alert['code'], Severity> = {
  CIRCUIT_HALTED: 'now',
  DISK_SHORT: 'now',
  VERIFICATION_HANGS: 'now',
  RESULT_FAILED: 'now',
  NOBODY_PRESENT: 'soon',
  NOT_READY_TO_OPEN: 'now',
  RESULT_WAITS: 'soon',
  MINIMUM_OUT_OF_REACH: 'soon',
  RESERVATION_UNANSWERED: 'soon',
  PENALTY_LOOP: 'soon',
  TERMS_NOT_ACCEPTED: 'note',
  NOTIFICATIONS_FAIL: 'soon',
  NO_MAIL_SERVER: 'note',
  TEST_IN_PUBLIC: 'note',
};

/** A code that these pages do not know yet is looked at soon. */
export function severityOf({ code }: Pick<Alert, 'code'>): Severity {
  return SEVERITIES[code] ?? 'soon';
}

/** Names one alert among those of a ceremony. */
export const alertKey = ({ code, circuitId, participantId }: Alert): string =>
  `${code} ${circuitId ?? ''} ${participantId ?? ''}`;

/** Those that were not there before and that somebody should be woken for. */
export function newAlarms(before: ReadonlySet<string> | undefined, items: readonly Alert[]): Alert[] {
  if (before === undefined) return [];
  return items.filter((item) => severityOf(item) !== 'note' && !before.has(alertKey(item)));
}
