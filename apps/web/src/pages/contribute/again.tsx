/** Screens for whoever was here before: broken off, busy in another tab, done. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import type { Me } from '../../session/use-me.ts';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import type { WorkStep } from '../../work/state.ts';
import type { UseContribution } from '../../work/use-contribution.ts';
import { DoneView } from './ends.tsx';
import type { Participant } from './journey.ts';
import { oldReceiptsQuery } from './old-receipts.ts';
import { Prepare } from './prepare.tsx';
import { WorkingView } from './working.tsx';

export function Resumable({
  ceremony,
  me,
  work,
  participant,
}: {
  ceremony: CeremonyBody;
  me: Me | null | undefined;
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
        <Prepare ceremony={ceremony} me={me} publicName={participant?.publicName ?? ''} work={work} />
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

const STEP_WORDS: Record<WorkStep, TextKey> = {
  DOWNLOADING: 'contribute.downloading',
  COMPUTING: 'contribute.computing',
  UPLOADING: 'contribute.uploading',
  VERIFYING: 'contribute.verifying',
};

/** Another browser, machine or program of the same person is at work: this one waits for it. */
export function Away({ work }: { work: UseContribution }) {
  const { t } = useTexts();
  const { state } = work;
  const there = state.phase === 'waiting' ? state.there : undefined;
  return (
    <>
      {there && (
        <p role="status">
          {t('contribute.awayStep')} <strong>{t(STEP_WORDS[there])}</strong>
        </p>
      )}
      <div className="flex flex-col gap-2">
        <p className="max-w-prose text-soft">{t('contribute.awayHereMeans')}</p>
        <div>
          <Button look="quiet" onClick={work.takeOver}>
            {t('contribute.awayHere')}
          </Button>
        </div>
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
