import { useEffect, useState } from 'react';

/** The time, told anew every so many milliseconds while somebody can see it. */
export function useNow(now: () => number, every = 1_000): number {
  const [told, tell] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') tell(now());
    }, every);
    tell(now());
    return () => clearInterval(timer);
    // The clock is the same for as long as the page is.
  }, [every]);
  return told;
}
