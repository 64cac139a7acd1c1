/** The palette as a canvas needs it: worked out for the theme that holds. */
import { useEffect, useState } from 'react';
import { useTheme } from '../shell/theme.ts';

const NAMES = ['ink', 'soft', 'line', 'card', 'accent', 'warn'] as const;

export type ThemeColours = Record<(typeof NAMES)[number], string>;

function worked(): ThemeColours {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colours = Object.fromEntries(
    NAMES.map((name) => {
      probe.style.color = `var(--color-${name})`;
      return [name, getComputedStyle(probe).color];
    }),
  ) as ThemeColours;
  probe.remove();
  return colours;
}

/** Changes with the theme, and with the device's. */
export function useThemeColours(): ThemeColours {
  const theme = useTheme();
  const [colours, set] = useState(worked);
  // Another theme has other colours.
  useEffect(() => {
    const change = () => set(worked());
    change();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', change);
    return () => dark.removeEventListener('change', change);
  }, [theme]);
  return colours;
}
