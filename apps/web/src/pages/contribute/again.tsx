/** Screens for whoever was here before: broken off, busy in another tab, done. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import type { UseContribution } from '../../work/use-contribution.ts';
import { DoneView } from './ends.tsx';
import type { Participant } from './journey.ts';
import { oldReceiptsQuery } from './old-receipts.ts';
import { Prepare } from './prepare.tsx';
import { WorkingView } from './working.tsx';

export function Resumable({
  ceremony,
  work,
  participant,
}: {
  ceremony: CeremonyBody;
  /** What goes on in this browser. */
  work: UseContribution;
  participant: Participant | undefined;
}) {
  const { t } = useTexts();
  const finished = work.state.phase === 'resumable' && work.state.finished;
  if (!finished)
    return (
      <>
        <p className="max-w-prose">{t('contribute.resumableNew')}</p>
        <Prepare
          ceremony={ceremony}
          publicName={participant?.publicName ?? ''}
          onStart={(entropy) => work.start(entropy)}
        />
      </>
    );
  return (
    <>
      <p className="max-w-prose">{t('contribute.resumableFinished')}</p>
      <div>
        <Button onClick={() => work.resume()}>{t('contribute.handIn')}</Button>
      </div>
    </>
  );
}

export function Elsewhere({ work }: { work: UseContribution }) {
  const { t } = useTexts();
  const { state } = work;
  const shown = state.phase === 'elsewhere' ? state.shown : undefined;
  return (
    <>
      {shown?.phase === 'working' && <WorkingView state={shown} />}
      {shown?.phase === 'waiting' && <p className="text-soft">{t('contribute.elsewhereWaits')}</p>}
      <div>
        <Button look="quiet" onClick={work.takeOver}>
          {t('contribute.takeOver')}
        </Button>
      </div>
    </>
  );
}

export function DoneBefore({ ceremony, participant }: { ceremony: CeremonyBody; participant: Participant }) {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery(oldReceiptsQuery(ceremony, participant.id));
  if (error) return <ErrorNotice error={error} again={() => void refetch()} />;
  if (!data) return <p className="text-soft">{t('shell.loading')}</p>;
  return <DoneView ceremony={ceremony} receipts={data} participantId={participant.id} />;
}
