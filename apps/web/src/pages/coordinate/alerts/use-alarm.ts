/** Wakes whoever asked to be woken: by a sound and a notification of the system. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { ALARM, chime } from '../../../sound/chime.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { useCoordinated } from '../coordinated.ts';
import { alertKey, newAlarms } from './severity.ts';
import type { Alert } from './use-alerts.ts';

export interface AlarmChoice {
  sound: boolean;
  notification: boolean;
}

const NAME = 'brebaje-alarm';
const NEITHER: AlarmChoice = { sound: false, notification: false };
const tellers = new Set<() => void>();
let choice: AlarmChoice | undefined;

function kept(): AlarmChoice {
  if (choice) return choice;
  try {
    const { sound, notification } = JSON.parse(localStorage.getItem(NAME) ?? '{}') as Partial<AlarmChoice>;
    choice = { sound: sound === true, notification: notification === true };
  } catch {
    choice = NEITHER;
  }
  return choice;
}

/** Kept in this browser, on no server. */
export function setAlarmChoice(wanted: AlarmChoice): void {
  choice = wanted;
  localStorage.setItem(NAME, JSON.stringify(wanted));
  for (const tell of [...tellers]) tell();
}

export function useAlarmChoice(): AlarmChoice {
  return useSyncExternalStore((tell) => {
    tellers.add(tell);
    return () => tellers.delete(tell);
  }, kept);
}

/** Sounds for what was not there a moment ago; never for what was there when the page was opened. */
export function useAlarm(items: readonly Alert[] | undefined): void {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const { sound, notification } = useAlarmChoice();
  const known = useRef<Set<string>>(undefined);
  useEffect(() => {
    if (!items) return;
    const [first] = newAlarms(known.current, items);
    known.current = new Set(items.map(alertKey));
    if (!first) return;
    if (sound) chime(ALARM);
    if (notification && Notification.permission === 'granted')
      new Notification(t('board.alarmTitle', { title: ceremony.title }), {
        body: first.sentence,
        tag: `brebaje-${ceremony.id}`,
      });
  }, [items, sound, notification, ceremony.id, ceremony.title, t]);
}
