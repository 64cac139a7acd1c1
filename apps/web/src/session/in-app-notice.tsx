import { inAppBrowser } from '@brebaje/client/in-app-browser';
import { useState } from 'react';
import { useTexts } from '../texts/use-texts.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Notice } from '../ui/notice.tsx';

/** See {@link inAppBrowser}; of this browser. */
export function useInAppBrowser(): string | undefined {
  const [app] = useState(() =>
    inAppBrowser(navigator.userAgent, {
      telegram: 'TelegramWebview' in globalThis || 'TelegramWebviewProxy' in globalThis,
    }),
  );
  return app;
}

/** Whoever came by a link in a chat is told to open a browser of their own. */
export function InAppNotice({ app }: { app: string }) {
  const { t } = useTexts();
  return (
    <Notice tone="warn" title={app === '' ? t('session.inAnApp') : t('session.inApp', { app })}>
      <p className="mt-1">{t('session.inAppWhy')}</p>
      <p className="mt-2">{t('session.inAppHow')}</p>
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <CopyButton text={location.href}>{t('session.copyLink')}</CopyButton>
        <code className="font-mono text-sm break-all select-all">{location.href}</code>
      </div>
    </Notice>
  );
}
