/** The end of a ceremony: its beacon, the making of the result, and the files. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLive } from '../../../../live/use-live.ts';
import { useNow } from '../../../../live/use-now.ts';
import { read } from '../../../../server/rest.ts';
import { useTexts } from '../../../../texts/use-texts.tsx';
import { Button } from '../../../../ui/button.tsx';
import { Card } from '../../../../ui/card.tsx';
import { Concept } from '../../../../ui/concept.tsx';
import { Facts } from '../../../../ui/facts.tsx';
import { Notice } from '../../../../ui/notice.tsx';
import { Progress } from '../../../../ui/progress.tsx';
import { FinalizeDialog } from './finalize-dialog.tsx';
import { LaterBeacon } from './later-beacon.tsx';
import { ResultFiles } from './result-files.tsx';
import { isBeingMade, isTooEarly } from './stage.ts';

/** Milliseconds between two looks while the server is at it. */
const LOOK = 1_500;

export function ResultCard({ ceremony: known }: { ceremony: CeremonyBody }) {
  const { t, formats } = useTexts();
  const [asking, setAsking] = useState<'finalize' | 'later'>();
  const { data: ceremony = known } = useQuery({
    queryKey: ['ceremony', known.slug, 'result'],
    queryFn: ({ signal }) => read<CeremonyBody>(`/ceremonies/${known.id}`, signal),
    refetchInterval: ({ state: { data } }) =>
      data === undefined || isBeingMade(data) || !data.drained ? LOOK : false,
  });
  const { finalization, beacon, status, drained, circuits, policy } = ceremony;
  const now = useNow(useLive(known.id).serverNow);
  const published = beacon?.publishedAt;
  const waits = published !== undefined && now < published;
  const working = isBeingMade(ceremony);
  const tooEarly = status === 'CLOSED' && isTooEarly(ceremony);
  const fewest = Math.min(...circuits.map(({ contributions }) => contributions));
  const few = status === 'CLOSED' && fewest < policy.minimumContributions;
  return (
    <Card title={t('setup.resultTitle')}>
      <div className="flex flex-col gap-4">
        {beacon && (
          <Facts
            items={[
              [
                <Concept key="beacon" of="beacon">
                  {t('setup.beaconName')}
                </Concept>,
                beacon.words,
              ],
              published !== undefined && [
                t(waits ? 'setup.beaconWill' : 'setup.beaconWhen'),
                waits
                  ? `${formats.moment(published)} (${formats.relative(published, now)})`
                  : formats.moment(published),
              ],
            ]}
          />
        )}
        {status === 'CLOSED' && waits && !tooEarly && (
          <p className="text-sm text-soft">{t('setup.beaconWaits')}</p>
        )}
        {tooEarly && (
          <Notice tone="warn" title={t('setup.beaconEarly')}>
            {t('setup.beaconEarlySays')}
          </Notice>
        )}
        {few && (
          <Notice tone="warn">
            {t('setup.resultMinimum', { count: fewest, least: policy.minimumContributions })}
          </Notice>
        )}
        {status === 'CLOSED' && !drained && <p className="text-soft">{t('setup.resultDrain')}</p>}
        {working && (
          <div role="status">
            <Progress
              label={finalization?.phase ? t(`setup.phase_${finalization.phase}`) : t('setup.finalizeQueued')}
              value={finalization?.progress === undefined ? undefined : finalization.progress / 100}
            />
          </div>
        )}
        {finalization?.state === 'FAILED' && (
          <Notice tone="bad" title={t('setup.finalizeFailed')}>
            <p>{finalization.problem}</p>
          </Notice>
        )}
        {status === 'CLOSED' && !working && (
          <div className="flex flex-wrap gap-3">
            <Button disabled={!drained || waits || tooEarly} onClick={() => setAsking('finalize')}>
              {t(finalization?.state === 'FAILED' ? 'setup.finalizeAgain' : 'setup.finalize')}
            </Button>
            {(waits || tooEarly) && (
              <Button look="quiet" onClick={() => setAsking('later')}>
                {t('setup.laterDo')}
              </Button>
            )}
          </div>
        )}
        {status === 'FINALIZED' && <ResultFiles ceremony={ceremony} />}
      </div>
      {asking === 'finalize' && <FinalizeDialog ceremony={ceremony} onClose={() => setAsking(undefined)} />}
      {asking === 'later' && beacon && (
        <LaterBeacon ceremony={ceremony} beacon={beacon} onClose={() => setAsking(undefined)} />
      )}
    </Card>
  );
}
