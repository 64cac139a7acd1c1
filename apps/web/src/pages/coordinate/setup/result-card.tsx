/** The end of a ceremony: its beacon, the making of the result, and the files. */
import type { AnswerBody, CeremonyBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLive } from '../../../live/use-live.ts';
import { useNow } from '../../../live/use-now.ts';
import { read, rest } from '../../../server/rest.ts';
import { toldAddress } from '../../../server/told-address.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { Card } from '../../../ui/card.tsx';
import { Concept } from '../../../ui/concept.tsx';
import { CopyText } from '../../../ui/copy-text.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Progress } from '../../../ui/progress.tsx';
import { INPUT, InputFrame } from './form/input-frame.tsx';
import { ReasonInput } from './form/reason-input.tsx';
import { parseBeacon } from './given-beacon.ts';
import { useAct } from './use-act.ts';

/** Milliseconds between two looks while the server is at it. */
const LOOK = 1_500;

export function ResultCard({ ceremony: known }: { ceremony: CeremonyBody }) {
  const { t, formats } = useTexts();
  const [asking, setAsking] = useState(false);
  const working = (one: CeremonyBody | undefined) =>
    one?.finalization?.state === 'QUEUED' || one?.finalization?.state === 'RUNNING';
  const { data: ceremony = known } = useQuery({
    queryKey: ['ceremony', known.slug, 'result'],
    queryFn: ({ signal }) => read<CeremonyBody>(`/ceremonies/${known.id}`, signal),
    refetchInterval: ({ state }) => (working(state.data) || !state.data?.drained ? LOOK : false),
  });
  const { finalization, beacon, status, drained, contributions, policy } = ceremony;
  const now = useNow(useLive(known.id).serverNow);
  const published = beacon?.publishedAt;
  const waits = published !== undefined && now < published;
  const early = contributions < policy.minimumContributions && ceremony.scheme === 'KZG';
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
        {status === 'CLOSED' && waits && <p className="text-sm text-soft">{t('setup.beaconWaits')}</p>}
        {early && (
          <Notice tone="warn">
            {t('setup.resultMinimum', { count: contributions, least: policy.minimumContributions })}
          </Notice>
        )}
        {status === 'CLOSED' && !drained && <p className="text-soft">{t('setup.resultDrain')}</p>}
        {working(ceremony) && (
          <div role="status">
            <Progress
              label={finalization?.phase ? t(`setup.phase_${finalization.phase}`) : t('setup.finalizeQueued')}
              value={finalization?.progress === undefined ? undefined : finalization.progress / 100}
            />
          </div>
        )}
        {finalization?.state === 'FAILED' && (
          <Notice tone="bad" title={t('setup.finalizeFailed')}>
            {finalization.problem}
          </Notice>
        )}
        {status === 'CLOSED' && !working(ceremony) && (
          <div>
            <Button disabled={!drained || waits} onClick={() => setAsking(true)}>
              {t(finalization?.state === 'FAILED' ? 'setup.finalizeAgain' : 'setup.finalize')}
            </Button>
          </div>
        )}
        {status === 'FINALIZED' && <Files ceremony={ceremony} />}
      </div>
      {asking && <FinalizeDialog ceremony={ceremony} onClose={() => setAsking(false)} />}
    </Card>
  );
}

function FinalizeDialog({ ceremony, onClose }: { ceremony: CeremonyBody; onClose(): void }) {
  const { t } = useTexts();
  const act = useAct();
  const [reason, setReason] = useState('');
  const [pasted, setPasted] = useState('');
  const beacon = pasted.trim() === '' ? undefined : parseBeacon(pasted);
  const bad = pasted.trim() !== '' && beacon === undefined;
  const go = async () => {
    const body = { reason: reason.trim() || undefined, beacon };
    const path = `/ceremonies/${ceremony.id}/finalize`;
    if (await act.run(() => rest.call({ method: 'POST', path, body }))) onClose();
  };
  return (
    <Dialog title={t('setup.finalizeTitle', { title: ceremony.title })} onClose={onClose}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!bad) void go();
        }}
      >
        <p>{t('setup.finalizeSays')}</p>
        <ReasonInput value={reason} optional onChange={setReason} />
        {ceremony.beacon && (
          <details>
            <summary className="min-h-11 content-center font-semibold text-accent">
              {t('setup.giveBeacon')}
            </summary>
            <InputFrame
              label={t('setup.givenBeacon')}
              hint={t('setup.givenBeaconHint', { example: '{"round": …, "signature": "…"}' })}
              faults={bad ? [t('setup.givenBeaconBad')] : []}
            >
              {(described) => (
                <textarea
                  {...described}
                  rows={4}
                  className={`${INPUT} font-mono text-sm`}
                  value={pasted}
                  onChange={({ target }) => setPasted(target.value)}
                />
              )}
            </InputFrame>
          </details>
        )}
        {act.error !== undefined && <ErrorNotice error={act.error} />}
        <div className="flex flex-wrap justify-end gap-3">
          <Button look="quiet" onClick={onClose}>
            {t('setup.back')}
          </Button>
          <Button type="submit" busy={act.busy} disabled={bad}>
            {t('setup.finalize')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Files({ ceremony }: { ceremony: CeremonyBody }) {
  const { t, formats } = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ['coordinate', ceremony.id, 'artifacts'],
    queryFn: ({ signal }) =>
      read<AnswerBody<'listArtifacts'>>(`/ceremonies/${ceremony.id}/artifacts`, signal),
  });
  return (
    <div>
      <h3 className="font-semibold">{t('setup.files')}</h3>
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      <ul className="divide-y divide-line">
        {data?.items.map(({ name, size, sha256, url }) => (
          <li key={url} className="py-2">
            <a href={toldAddress(url)}>{name}</a> <span className="text-soft">{formats.size(size)}</span>
            <div>
              <CopyText text={sha256} label={t('setup.fileHash', { name })} short />
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
