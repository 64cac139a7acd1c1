import { useLive } from '../../../live/use-live.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import type { Person } from '../acts/acts.ts';
import { causeWords } from '../acts/standing-words.ts';
import { useCoordinated } from '../coordinated.ts';

const HEAD = 'px-3 py-2 text-start font-semibold whitespace-nowrap';
const CELL = 'px-3 py-1 align-middle';
/** Left out where there is no room: the dialog of the person has it. */
const ROOMY = 'hidden md:table-cell';

export function PeopleTable({
  people,
  busy,
  more,
  onOpen,
}: {
  people: readonly Person[];
  busy: boolean;
  more: (() => void) | undefined;
  onOpen(id: number): void;
}) {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const several = ceremony.circuits.length > 1;
  return (
    <>
      <div className="overflow-x-auto rounded-xl border border-line bg-card">
        <table className="w-full border-collapse text-sm" aria-busy={busy}>
          <caption className="sr-only">{t('board.tabPeople')}</caption>
          <thead className="bg-sunken text-soft">
            <tr>
              <th scope="col" className={`${HEAD} hidden sm:table-cell`}>
                {t('board.colNumber')}
              </th>
              <th scope="col" className={HEAD}>
                {t('board.colName')}
              </th>
              <th scope="col" className={HEAD}>
                {t('board.colStatus')}
              </th>
              {several && (
                <th scope="col" className={`${HEAD} ${ROOMY}`}>
                  {t('board.circuit')}
                </th>
              )}
              <th scope="col" className={`${HEAD} ${ROOMY}`}>
                {t('board.colDone')}
              </th>
              <th scope="col" className={`${HEAD} ${ROOMY}`}>
                {t('board.colWaits')}
              </th>
              <th scope="col" className={`${HEAD} hidden lg:table-cell`}>
                {t('board.colLost')}
              </th>
              <th scope="col" className={`${HEAD} hidden lg:table-cell`}>
                {t('board.colCohort')}
              </th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <Row key={person.id} person={person} several={several} onOpen={onOpen} />
            ))}
          </tbody>
        </table>
        {people.length === 0 && !busy && <p className="p-6 text-center text-soft">{t('board.peopleNone')}</p>}
      </div>
      {more && (
        <p className="text-center">
          <Button look="quiet" onClick={more}>
            {t('board.peopleMore')}
          </Button>
        </p>
      )}
    </>
  );
}

function Row({ person, several, onOpen }: { person: Person; several: boolean; onOpen(id: number): void }) {
  const texts = useTexts();
  const { t, formats } = texts;
  const { ceremony } = useCoordinated();
  const { serverNow } = useLive(ceremony.id);
  const { status, contributionStep, contributionProgress, circuitId, waitingSince } = person;
  const lost = status === 'TIMEDOUT' || status === 'EXHUMED';
  const why = lost ? causeWords(texts, person.cause) : undefined;
  const circuit = ceremony.circuits.find(({ id }) => id === circuitId)?.slug;
  return (
    <tr className="border-t border-line">
      <td className={`${CELL} hidden text-soft tabular-nums sm:table-cell`}>{person.number ?? '–'}</td>
      <td className={`${CELL} max-w-40 sm:max-w-72`}>
        <button
          type="button"
          className="block min-h-11 w-full truncate text-start font-semibold text-accent"
          title={person.publicName}
          onClick={() => onOpen(person.id)}
        >
          <bdi>{person.publicName}</bdi>
        </button>
      </td>
      <td className={CELL}>
        <span className={lost ? 'text-bad' : status === 'CONTRIBUTING' ? 'font-semibold' : ''}>
          {t(`board.status${status}`)}
        </span>
        {status === 'CONTRIBUTING' && (
          <span className="block text-soft tabular-nums">
            {t(`board.${contributionStep}`)} {formats.percent(contributionProgress / 100)}
          </span>
        )}
        {why !== undefined && <span className="block text-soft">{why}</span>}
        {lost && person.barredUntil === 'forever' && (
          <span className="block text-soft">{t('board.barredForever')}</span>
        )}
      </td>
      {several && (
        <td className={`${CELL} ${ROOMY} max-w-40 truncate`} title={circuit}>
          {circuit === undefined ? '–' : <bdi>{circuit}</bdi>}
        </td>
      )}
      <td className={`${CELL} ${ROOMY} tabular-nums`}>
        {t('board.atWorkOf', { count: person.circuitsDone, all: ceremony.circuits.length })}
      </td>
      <td className={`${CELL} ${ROOMY} whitespace-nowrap tabular-nums`}>
        {status === 'WAITING' && waitingSince !== undefined
          ? formats.span(Math.max(0, serverNow() - waitingSince), 'narrow')
          : '–'}
      </td>
      <td className={`${CELL} hidden tabular-nums lg:table-cell`}>{formats.number(person.attempts ?? 0)}</td>
      <td className={`${CELL} hidden max-w-32 truncate lg:table-cell`} title={person.cohort}>
        {person.cohort === undefined ? '–' : <bdi>{person.cohort}</bdi>}
      </td>
    </tr>
  );
}
