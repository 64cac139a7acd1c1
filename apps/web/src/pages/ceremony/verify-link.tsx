import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { buttonClass } from '../../ui/button.tsx';
import { useWatched } from './ceremony-context.ts';

/** The way to this ceremony's verification. */
export function VerifyLink({ look = 'button', children }: { look?: 'button' | 'text'; children: ReactNode }) {
  const { slug } = useWatched().ceremony;
  return (
    <Link
      to="/c/$slug/verify"
      params={{ slug }}
      className={look === 'button' ? buttonClass('quiet') : 'inline-flex min-h-11 items-center'}
    >
      {children}
    </Link>
  );
}
