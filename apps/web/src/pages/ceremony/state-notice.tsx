/** What is out of the ordinary, and why: a pause, a closing, a result in the making, an end without one. */

import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../server/rest.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { eventSentence } from '../../words/event-sentence.ts';
import { useWatched } from './ceremony-context.ts';

export function StateNotice() {
  const { t } = useTexts();
  const { ceremony, live, phase } = useWatched();
  return (
    <>
      {live.connection === 'broken' && (
        <Notice tone="warn" title={t('ceremony.brokenNotice')} live="polite" />
      )}
      {ceremony.test && <Notice tone="warn" title={t('ceremony.testMeaning')} />}
      {ceremony.archivedAt !== undefined && <Notice title={t('ceremony.archivedMeaning')} />}
      {ceremony.circuits.length === 0 && <Notice title={t('ceremony.noCircuits')} />}
      {phase === 'paused' && (
        <Notice tone="warn" title={t('ceremony.pausedMeaning')}>
          <Reason type="ceremony.paused" />
        </Notice>
      )}
      {phase === 'closing' && <Notice title={t('ceremony.closingMeaning')} />}
      {phase === 'complete' && <Notice title={t('ceremony.completeMeaning')} />}
      {phase === 'canceled' && (
        <Notice tone="bad" title={t('ceremony.canceledMeaning')}>
          <Reason type="ceremony.canceled" />
        </Notice>
      )}
      {phase === 'finalizing' && <Finalizing />}
      {ceremony.finalization?.state === 'FAILED' && (
        <Notice tone="warn" title={t('ceremony.finalizingFailed')}>
          <p dir="auto">{ceremony.finalization.problem}</p>
        </Notice>
      )}
    </>
  );
}

function Finalizing() {
  const { t } = useTexts();
  const { ceremony } = useWatched();
  const { state, phase, progress } = ceremony.finalization!;
  return (
    <Notice title={t('ceremony.finalizingMeaning')}>
      <div className="mt-3 max-w-xl">
        <Progress
          label={t(
            state === 'QUEUED' || !phase ? 'ceremony.finalizingQueued' : `ceremony.finalizing_${phase}`,
          )}
          value={progress === undefined ? undefined : progress / 100}
        />
      </div>
    </Notice>
  );
}

/** Why, in the words of whoever did it. */
function Reason({ type }: { type: 'ceremony.paused' | 'ceremony.canceled' }) {
  const texts = useTexts();
  const { ceremony } = useWatched();
  const { data } = useQuery({
    queryKey: ['ceremony', ceremony.slug, 'reason', type],
    queryFn: ({ signal }) =>
      read<AnswerBody<'listEvents'>>(
        `/ceremonies/${ceremony.id}/events?type=${type}&sort=-seq&limit=1`,
        signal,
      ),
  });
  const event = data?.items[0];
  if (!event) return null;
  return (
    <p dir="auto" className="whitespace-pre-line">
      {eventSentence(texts, event).text}
    </p>
  );
}
