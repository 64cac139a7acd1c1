/** The next in the line, circuit by circuit. A lobby has no order to show. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../server/rest.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { useWatched } from './ceremony-context.ts';

const SHOWN = 5;
/** A line is read again so often while it is looked at, milliseconds. */
const EVERY = 15_000;

export function Waiting() {
  const { ceremony } = useWatched();
  return ceremony.circuits
    .slice(0, 12)
    .map(({ id, slug }) => (
      <Line key={id} circuitId={id} name={ceremony.circuits.length > 1 ? slug : undefined} />
    ));
}

function Line({ circuitId, name }: { circuitId: number; name: string | undefined }) {
  const { t, formats } = useTexts();
  const { data } = useQuery({
    queryKey: ['queue', circuitId],
    queryFn: ({ signal }) =>
      read<AnswerBody<'readCircuitQueue'>>(`/circuits/${circuitId}/queue?limit=${SHOWN}`, signal),
    refetchInterval: EVERY,
  });
  if (!data || data.items.length === 0) return null;
  return (
    <>
      {name && <p className="mt-3 text-sm font-semibold text-soft">{name}</p>}
      <ol className="mt-2 flex flex-col gap-1">
        {data.items.map((person) => (
          <li key={person.participantId} className="flex items-baseline gap-3">
            <span className="w-6 text-end text-sm text-soft tabular-nums">
              {formats.number(person.place)}
            </span>
            <span className="min-w-0 flex-1 truncate">
              <bdi>{person.name}</bdi>
              {!person.present && <span className="ms-2 text-sm text-soft">{t('ceremony.away')}</span>}
            </span>
            {person.estimate && (
              <span className="text-sm text-soft tabular-nums">
                {t('ceremony.inAbout', { span: formats.span(roughly(person.estimate.seconds), 'narrow') })}
              </span>
            )}
          </li>
        ))}
      </ol>
      {data.waiting > data.items.length && (
        <p className="mt-1 ms-9 text-sm text-soft">
          {t('ceremony.waitingMore', { count: data.waiting - data.items.length })}
        </p>
      )}
    </>
  );
}

/** An estimate is no promise to the second. */
const roughly = (seconds: number) => (seconds > 90 ? Math.round(seconds / 60) * 60 : seconds);
