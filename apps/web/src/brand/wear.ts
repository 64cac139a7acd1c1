/** The colours of a project on a page: variables on its document, set by script because styles may not be inline. */
import { softAccent, type Theme } from '@brebaje/client/accent';

interface Accents {
  accentLight?: string | undefined;
  accentDark?: string | undefined;
}

/** Puts them on; where a project has none, the palette's stay. Returns what takes them off. */
export function wearAccents({ accentLight, accentDark }: Accents): () => void {
  const { style } = document.documentElement;
  const worn: string[] = [];
  const wear = (theme: Theme, colour: string | undefined) => {
    // The server takes nothing else; this keeps any other server from writing more than a colour.
    if (colour === undefined || !/^#[0-9a-f]{6}$/.test(colour)) return;
    for (const [name, value] of [
      [`--brand-${theme}`, colour],
      [`--brand-${theme}-soft`, softAccent(theme, colour)],
    ] as const) {
      style.setProperty(name, value);
      worn.push(name);
    }
  };
  wear('light', accentLight);
  wear('dark', accentDark);
  return () => {
    for (const name of worn) style.removeProperty(name);
  };
}
