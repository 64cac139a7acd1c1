/** Everything before waiting: what it will mean here, what may be added to the randomness, how to be called. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useEffect, useState } from 'react';
import { InAppNotice, useInAppBrowser } from '../../session/in-app-notice.tsx';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Entropy } from './entropy.tsx';
import { EntropyPool } from './entropy-pool.ts';
import { Preflight } from './preflight.tsx';
import { Steadiness } from './steadiness.tsx';

export function Prepare({
  ceremony,
  publicName,
  onStart,
}: {
  ceremony: CeremonyBody;
  publicName: string;
  onStart: (entropy: Uint8Array | undefined) => void;
}) {
  const { t } = useTexts();
  const inApp = useInAppBrowser();
  const [pool] = useState(() => new EntropyPool());
  useEffect(() => () => pool.wipe(), [pool]);
  const lobby = ceremony.policy.discipline === 'LOBBY';
  return (
    <>
      {inApp !== undefined && <InAppNotice app={inApp} />}
      <Preflight ceremony={ceremony} />
      <Entropy pool={pool} />
      <Steadiness ceremony={ceremony} />
      {ceremony.status === 'PAUSED' && (
        <Notice title={t('contribute.paused')}>{t('contribute.pausedMeans')}</Notice>
      )}
      <div className="flex flex-col gap-2 border-t border-line pt-6">
        <p className="text-soft">
          {t(lobby ? 'contribute.startLobby' : 'contribute.startQueue', { name: publicName })}
        </p>
        <div>
          <Button onClick={() => onStart(pool.take())}>
            {t(lobby ? 'contribute.enterLobby' : 'contribute.enterQueue')}
          </Button>
        </div>
      </div>
    </>
  );
}
