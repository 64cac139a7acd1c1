/** Light, dark, or as the device is set: kept in this browser, on no server. */
import { useSyncExternalStore } from 'react';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const NAME = 'brebaje-theme';
const listeners = new Set<() => void>();

function kept(): Theme {
  const value = localStorage.getItem(NAME);
  return THEMES.find((theme) => theme === value) ?? 'auto';
}

/** Puts the kept choice on the document. */
export function applyTheme(): void {
  const theme = kept();
  if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.dataset.theme = theme;
}

export function setTheme(theme: Theme): void {
  localStorage.setItem(NAME, theme);
  applyTheme();
  for (const tell of listeners) tell();
}

export function useTheme(): Theme {
  return useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, kept);
}
