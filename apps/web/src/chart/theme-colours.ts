/** The palette as a canvas needs it: worked out for the theme that holds. */
import { useEffect, useState } from 'react';
import { useTheme } from '../shell/theme.ts';

const NAMES = ['ink', 'soft', 'line', 'card', 'sunken', 'accent', 'warn'] as const;

export type ThemeColours = Record<(typeof NAMES)[number], string> & { dark: boolean };

function worked(): ThemeColours {
  const probe = document.createElement('span');
  document.body.append(probe);
  const shown = (colour: string) => {
    probe.style.color = colour;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(NAMES.map((name) => [name, shown(`var(--color-${name})`)]));
  const dark = shown('light-dark(black, white)') === shown('white');
  probe.remove();
  return { ...colours, dark } as ThemeColours;
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
