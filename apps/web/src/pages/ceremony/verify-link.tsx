import { expectFragment } from '@brebaje/client/verify/expectation';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { buttonClass } from '../../ui/button.tsx';
import { useWatched } from './ceremony-context.ts';

/** The way to this ceremony's verification. */
export function VerifyLink({ look = 'button', children }: { look?: 'button' | 'text'; children: ReactNode }) {
  const { slug, manifestHash } = useWatched().ceremony;
  return (
    <Link
      to="/c/$slug/verify"
      params={{ slug }}
      // Whoever passes the link on passes on which ceremony it is.
      hash={expectFragment(manifestHash === undefined ? undefined : { manifest: manifestHash })}
      className={look === 'button' ? buttonClass('quiet') : 'inline-flex min-h-11 items-center'}
    >
      {children}
    </Link>
  );
}
