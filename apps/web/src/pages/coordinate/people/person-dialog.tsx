/** One person at length: how they stand, how to reach them, what happened, and what can be done. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { GRAVE, isPossible, mayReserve, PERSON_ACTS, type Person } from '../acts/acts.ts';
import { standingWords } from '../acts/standing-words.ts';
import { useActs } from '../acts/use-acts.tsx';
import { useCoordinated } from '../coordinated.ts';
import { useCoordinatorQuery } from '../refresh.ts';
import { Contact } from './contact.tsx';
import { History } from './history.tsx';

export function PersonDialog({ id, onClose }: { id: number; onClose(): void }) {
  const texts = useTexts();
  const { t, formats } = texts;
  const { ceremony } = useCoordinated();
  const { open } = useActs();
  const path = `/participants/${id}`;
  const { data, error, refetch } = useCoordinatorQuery<Person>(ceremony.id, 'person', path);
  const profile = useCoordinatorQuery<AnswerBody<'readProfile'>>(ceremony.id, 'profile', `${path}/profile`, {
    every: 120_000,
  });
  const circuit = ceremony.circuits.find((one) => one.id === data?.circuitId)?.slug;
  return (
    <Dialog wide title={<bdi>{data?.publicName ?? t('shell.loading')}</bdi>} onClose={onClose}>
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      {data && (
        <>
          <p className="text-lg">{standingWords(texts, data)}</p>
          <div className="flex flex-wrap gap-2">
            {PERSON_ACTS.filter((act) => isPossible(act, data, ceremony.policy.discipline)).map((act) => (
              <Button
                key={act}
                look={GRAVE.has(act) ? 'danger' : 'quiet'}
                onClick={() => open({ participantId: id, act })}
              >
                {t(`board.${act}`)}
              </Button>
            ))}
            {mayReserve(data, ceremony.policy.discipline) && (
              <Button
                look="quiet"
                onClick={() =>
                  open({ reservation: 'add', wanted: { participantId: id, name: data.publicName } })
                }
              >
                {t('reserve.add')}
              </Button>
            )}
          </div>
          <Facts
            items={[
              data.number !== undefined && [t('board.colNumber'), data.number],
              circuit !== undefined && [t('board.circuit'), <bdi key="circuit">{circuit}</bdi>],
              data.position !== undefined && [t('board.place'), formats.number(data.position)],
              data.estimate !== undefined && [t('board.turnAbout'), formats.moment(data.estimate.at)],
              [
                t('board.colDone'),
                t('board.atWorkOf', { count: data.circuitsDone, all: ceremony.circuits.length }),
              ],
              [t('board.colLost'), formats.number(data.attempts ?? 0)],
              [t('board.partOfQueue'), t(`board.class${data.queueClass}`)],
              data.priority !== 0 && [t('board.priorityFact'), formats.number(data.priority)],
              data.cohort !== undefined && [t('board.colCohort'), <bdi key="cohort">{data.cohort}</bdi>],
              [t('board.joined'), formats.moment(data.createdAt)],
            ]}
          />
          <Contact id={id} userId={data.userId} profile={profile.data} />
          <History id={id} />
        </>
      )}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Link
          to="/c/$slug/coordinate/record"
          params={{ slug: ceremony.slug }}
          search={{ person: id }}
          className="inline-flex min-h-11 items-center"
        >
          {t('board.inRecord')}
        </Link>
        <Button look="quiet" onClick={onClose}>
          {t('shell.close')}
        </Button>
      </div>
    </Dialog>
  );
}
