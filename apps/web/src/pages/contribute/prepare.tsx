/** Everything before waiting: what it will mean here, what may be added to the randomness, how to be called. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useEffect, useRef, useState } from 'react';
import { InAppNotice, useInAppBrowser } from '../../session/in-app-notice.tsx';
import type { Me } from '../../session/use-me.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { UseContribution } from '../../work/use-contribution.ts';
import { Entropy } from './entropy.tsx';
import { EntropyPool } from './entropy-pool.ts';
import { Preflight } from './preflight.tsx';
import { signerOf } from './signer.ts';
import { Onward } from './stage.tsx';
import { Steadiness } from './steadiness.tsx';
import { OfferSignature } from './wallet-signature.tsx';

export function Prepare({
  ceremony,
  me,
  publicName,
  work,
}: {
  ceremony: CeremonyBody;
  me: Me | null | undefined;
  publicName: string;
  /** What goes on in this browser. */
  work: UseContribution;
}) {
  const { t } = useTexts();
  const inApp = useInAppBrowser();
  const [pool] = useState(() => new EntropyPool());
  useEffect(() => () => pool.wipe(), [pool]);
  const signer = signerOf(ceremony, me);
  const { signing } = work;
  // What was signed is in the randomness that was there then.
  const [drawn, setDrawn] = useState(false);
  const started = useRef(false);
  useEffect(
    () => () => {
      if (!started.current) signing.throwAway();
    },
    [signing],
  );
  const start = () => {
    started.current = true;
    work.start(pool.take());
  };
  const lobby = ceremony.policy.discipline === 'LOBBY';
  // What the server calls whoever has chosen no name.
  const unnamed = /^contributor-(\d+)$/.exec(publicName)?.[1];
  return (
    <>
      {inApp !== undefined && <InAppNotice app={inApp} />}
      <Preflight ceremony={ceremony} />
      {drawn ? <EntropyUsed /> : <Entropy pool={pool} />}
      {signer && (
        <OfferSignature signer={signer} signing={signing} entropy={() => pool.copy()} onDrawn={setDrawn} />
      )}
      <Steadiness ceremony={ceremony} />
      {ceremony.status === 'PAUSED' && (
        <Notice title={t('contribute.paused')}>{t('contribute.pausedMeans')}</Notice>
      )}
      <p className="max-w-prose text-soft">
        {unnamed === undefined
          ? t('contribute.startNamed', { name: publicName })
          : t('contribute.startUnnamed', { number: unnamed })}{' '}
        {t(lobby ? 'contribute.startLobby' : 'contribute.startQueue')}
      </p>
      <Onward>
        <div>
          <Button onClick={start}>{t(lobby ? 'contribute.enterLobby' : 'contribute.enterQueue')}</Button>
        </div>
      </Onward>
    </>
  );
}

function EntropyUsed() {
  const { t } = useTexts();
  return (
    <section>
      <h3 className="text-lg font-semibold">{t('contribute.entropy')}</h3>
      <p className="mt-1 max-w-prose">{t('signature.mixed')}</p>
    </section>
  );
}
