/** What only coordinators see; everybody else is told how to become one. */
import type { ReactNode } from 'react';
import { SignIn } from '../../../session/sign-in.tsx';
import { type Me, useMe } from '../../../session/use-me.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Notice } from '../../../ui/notice.tsx';

export function ForCoordinators({ children }: { children(me: Me): ReactNode }) {
  const { t, rich } = useTexts();
  const { me, error, again } = useMe();
  if (error) return <ErrorNotice error={error} again={again} />;
  if (me === undefined) return <p role="status">{t('shell.loading')}</p>;
  if (me === null)
    return (
      <Notice title={t('setup.signInTitle')}>
        <p>{t('setup.signIn')}</p>
        <div className="mt-4 max-w-md">
          <SignIn />
        </div>
      </Notice>
    );
  if (me.user.role === undefined && me.projects.length === 0)
    return (
      <Notice tone="warn" title={t('setup.noRoleTitle')}>
        <p>{rich('setup.noRole', { code: (inner) => <code className="font-mono text-sm">{inner}</code> })}</p>
      </Notice>
    );
  return children(me);
}
