import { useEffect, useState } from 'react';

/** How long a button says that it was done, milliseconds. */
const SAYS_SO = 2_000;

/** Copies a text; `copied` for a moment after it was. */
export function useCopied(text: string): { copied: boolean; copy(): void } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAYS_SO);
    return () => clearTimeout(timer);
  }, [copied]);
  return { copied, copy: () => void navigator.clipboard.writeText(text).then(() => setCopied(true)) };
}
