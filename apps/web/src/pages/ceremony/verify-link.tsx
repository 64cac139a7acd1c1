import type { ReactNode } from 'react';
import { PAGES_BASE } from '../../server/place.ts';
import { buttonClass } from '../../ui/button.tsx';
import { useWatched } from './ceremony-context.ts';

/** The way to this ceremony's verification. */
export function VerifyLink({ look = 'button', children }: { look?: 'button' | 'text'; children: ReactNode }) {
  const { slug } = useWatched().ceremony;
  return (
    <a
      href={`${PAGES_BASE}/c/${encodeURIComponent(slug)}/verify`}
      className={look === 'button' ? buttonClass('quiet') : 'inline-flex min-h-11 items-center'}
    >
      {children}
    </a>
  );
}
