/** Signing in, in whichever of the ways the server and the ceremony admit. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { PAGES_BASE, SAME_ORIGIN, SERVER } from '../server/place.ts';
import { useTexts } from '../texts/use-texts.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { ByInvitation } from './by-invitation.tsx';
import { readSignInWays } from './ethereum.ts';
import { GithubMark } from './github-mark.tsx';
import { InAppNotice, useInAppBrowser } from './in-app-notice.tsx';
import { PasteSignature } from './paste-signature.tsx';
import { signedIn } from './use-me.ts';
import { WalletList } from './wallet-list.tsx';

type Provider = 'Ethereum' | 'Github' | 'Invitation';

/** `providers`: those that a ceremony admits; absent: all of them. `onSignedIn` is told once the session is here. */
export function SignIn({
  providers,
  invited = false,
  onSignedIn,
}: {
  providers?: readonly Provider[] | undefined;
  /** Only invited people take part: their way comes first. */
  invited?: boolean;
  onSignedIn?: (() => void) | undefined;
}) {
  const { t } = useTexts();
  const inApp = useInAppBrowser();
  const { data: ways } = useQuery({
    queryKey: ['sign-in-ways'],
    queryFn: ({ signal }) => readSignInWays(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const admits = (provider: Provider) => providers === undefined || providers.includes(provider);
  const done = () => void signedIn().then(onSignedIn);
  if (!SAME_ORIGIN) return <Elsewhere />;
  const invitation = (
    <Way title={t('session.invitation')} open={invited} key="invitation">
      <ByInvitation />
    </Way>
  );
  return (
    <div className="flex flex-col gap-5">
      {inApp !== undefined && <InAppNotice app={inApp} />}
      {invited && invitation}
      {admits('Ethereum') && <WalletList onDone={done} />}
      {admits('Github') && ways?.github && (
        <p>
          <a className={`${buttonClass('quiet')} w-full`} href={githubLink()}>
            <GithubMark />
            {t('session.withGithub')}
          </a>
        </p>
      )}
      <div className="flex flex-col gap-2">
        {admits('Ethereum') && (
          <Way title={t('session.anywhere')}>
            <PasteSignature onDone={done} />
          </Way>
        )}
        {!invited && invitation}
      </div>
      <p className="text-sm text-soft">{t('session.asks')}</p>
    </div>
  );
}

/** GitHub sends the browser back to this page. */
function githubLink(): string {
  const next = location.href.slice(PAGES_BASE.length).split('#')[0] || '/';
  return `${SERVER}/auth/github?next=${encodeURIComponent(next)}`;
}

/** A way that is folded until somebody wants it. */
function Way({ title, open = false, children }: { title: string; open?: boolean; children: ReactNode }) {
  const [shown, setShown] = useState(open);
  return (
    <details
      className="rounded-lg border border-line"
      open={shown}
      onToggle={(event) => setShown(event.currentTarget.open)}
    >
      <summary className="min-h-11 px-4 py-2.5 font-semibold text-accent">{title}</summary>
      {shown && <div className="border-t border-line p-4">{children}</div>}
    </details>
  );
}

/** Sessions are given to pages of the server alone. */
function Elsewhere() {
  const { t } = useTexts();
  const here = `${SERVER}${location.href.slice(PAGES_BASE.length).split('#')[0]}`;
  return (
    <Notice title={t('session.elsewhereTitle', { host: new URL(SERVER).host })}>
      <p className="mt-1">{t('session.elsewhere')}</p>
      <p className="mt-3">
        <a className={buttonClass()} href={here}>
          {t('session.elsewhereGo', { host: new URL(SERVER).host })}
        </a>
      </p>
    </Notice>
  );
}
