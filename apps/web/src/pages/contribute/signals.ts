/** How somebody wants to be called when it is their turn. The sound is asked for anew in every tab: browsers want a click. */
import { useSyncExternalStore } from 'react';
import { allowSound, chime, TURN } from '../../sound/chime.ts';

export interface Signals {
  sound: boolean;
  /** As the browser has it; 'unsupported' where there are none. */
  notifications: NotificationPermission | 'unsupported';
}

let signals: Signals = {
  sound: false,
  notifications: 'Notification' in globalThis ? Notification.permission : 'unsupported',
};
const listeners = new Set<() => void>();

function change(values: Partial<Signals>): void {
  signals = { ...signals, ...values };
  for (const tell of listeners) tell();
}

export function useSignals(): Signals {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => signals,
  );
}

/** On a click only. */
export function setSound(on: boolean): void {
  if (on) allowSound();
  change({ sound: on });
}

/** On a click only: whoever is asked out of the blue says no for good. */
export async function askForNotifications(): Promise<void> {
  change({ notifications: await Notification.requestPermission() });
}

/** Calls somebody who may be looking elsewhere. */
export function call(title: string, body: string): void {
  if (signals.sound) chime(TURN);
  if (signals.notifications !== 'granted' || document.visibilityState === 'visible') return;
  try {
    const note = new Notification(title, { body, tag: 'brebaje-turn' });
    note.onclick = () => {
      window.focus();
      note.close();
    };
  } catch {
    // Android has notifications from service workers only; sound and title remain.
  }
}
