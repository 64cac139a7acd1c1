import type { Snapshot } from '../../../live/live-feed.ts';
import type { TextKey } from '../../../texts/catalogue.ts';
import type { Texts } from '../../../texts/use-texts.tsx';
import type { Person } from './acts.ts';

type Step = Snapshot['turns'][number]['step'];

/** Why something was lost, in words; undefined for what has none. */
export function causeWords({ t }: Texts, cause: string | undefined): string | undefined {
  const KNOWN: Record<string, TextKey> = {
    MISSED_CHECK_IN: 'board.causeMISSED_CHECK_IN',
    DEADLINE: 'board.causeDEADLINE',
    ABORTED: 'board.causeABORTED',
    REFUSED: 'board.causeREFUSED',
    REPLACED: 'board.causeREPLACED',
    BLOCKING_VERIFICATION: 'board.causeBLOCKING_VERIFICATION',
    BLOCKING_BACKEND_FUNCTION: 'board.causeBLOCKING_BACKEND_FUNCTION',
    UNKNOWN: 'board.causeUNKNOWN',
    DRAINED: 'board.causeDRAINED',
    REMOVED: 'board.causeREMOVED',
    CONTRIBUTED: 'board.causeCONTRIBUTED',
  };
  const key = cause === undefined ? undefined : KNOWN[cause];
  return key && t(key);
}

/** Where somebody stands and why, as one short text. */
export function standingWords(texts: Texts, person: Person): string {
  const { t, formats } = texts;
  const { status, contributionStep, contributionProgress, timeout, cause, barredUntil } = person;
  const words = [t(`board.status${status}`)];
  if (status === 'CONTRIBUTING') {
    const step = t(`board.${contributionStep as Step}`);
    words.push(
      contributionStep === 'VERIFYING'
        ? step
        : t('board.isAtStep', { step, percent: formats.percent(contributionProgress / 100) }),
    );
  }
  if (timeout) words.push(t('board.isUntil', { when: formats.time(timeout.expiresAt) }));
  const why = causeWords(texts, cause);
  if (why !== undefined && (status === 'TIMEDOUT' || status === 'EXHUMED')) words.push(why);
  if (barredUntil === 'forever') words.push(t('board.barredForever'));
  else if (barredUntil !== undefined)
    words.push(t('board.barredUntil', { when: formats.moment(barredUntil) }));
  return words.join(' · ');
}
