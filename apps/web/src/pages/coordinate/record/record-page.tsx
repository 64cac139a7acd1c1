/** Everything that happened, the latest first: by kind, circuit or person, and as a file. */
import type { ItemOf } from '@brebaje/client/rest/bodies';
import { keepPreviousData, useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { read } from '../../../server/rest.ts';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { eventSentence } from '../../../words/event-sentence.ts';
import type { Person } from '../acts/acts.ts';
import { CoordinatePage } from '../coordinate-page.tsx';
import { useCoordinated } from '../coordinated.ts';
import { said } from '../filters/in-address.ts';
import { ExportRecord } from './export-record.tsx';
import { type RecordSearch, recordPath } from './record-filters.ts';
import { RecordFilters } from './record-filters-form.tsx';

type Event = ItemOf<'listEvents'>;
interface EventPage {
  items: Event[];
  total: number;
  next?: string;
}

interface Read {
  event: Event;
  data: Record<string, unknown>;
}

/** The text that is hashed, read; what cannot be read is shown by its type. */
function readEvent(event: Event): Read {
  try {
    return { event, data: (JSON.parse(event.body) as { data: Record<string, unknown> }).data };
  } catch {
    return { event, data: {} };
  }
}

export function CoordinatedRecordPage() {
  const { t } = useTexts();
  const { ceremony } = useCoordinated();
  const search = useSearch({ from: '/c/$slug/coordinate/record' });
  const navigate = useNavigate({ from: '/c/$slug/coordinate/record' });
  const path = recordPath(ceremony.id, search);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['coordinate', ceremony.id, 'record', path],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      read<EventPage>(`${path}&limit=50${pageParam === '' ? '' : `&after=${pageParam}`}`, signal),
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
  const events = data?.pages.flatMap(({ items }) => items.map(readEvent)) ?? [];
  const names = useNames(events);
  const total = data?.pages[0]?.total;
  return (
    <CoordinatePage title={t('board.tabRecord')}>
      <RecordFilters
        search={search}
        name={search.person === undefined ? undefined : names.get(search.person)}
        onChange={(changes) =>
          void navigate({ search: (before) => said<RecordSearch>({ ...before, ...changes }), replace: true })
        }
      />
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status" className="text-sm text-soft">
          {total === undefined ? t('shell.loading') : t('board.eventsFound', { count: total })}
        </p>
        <ExportRecord path={path} />
      </div>
      <ol className="divide-y divide-line rounded-xl border border-line bg-card">
        {events.map((one) => (
          <Row key={one.event.seq} {...one} names={names} />
        ))}
      </ol>
      {hasNextPage && (
        <p className="text-center">
          <Button look="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('board.eventsMore')}
          </Button>
        </p>
      )}
    </CoordinatePage>
  );
}

function Row({ event, data, names }: Read & { names: ReadonlyMap<number, string> }) {
  const texts = useTexts();
  const { t, formats } = texts;
  const { ceremony } = useCoordinated();
  const navigate = useNavigate({ from: '/c/$slug/coordinate/record' });
  const { seq, at } = event;
  const { text, words } = eventSentence(texts, event);
  const person = typeof data.participant === 'number' ? data.participant : undefined;
  const circuit = ceremony.circuits.find(({ id }) => id === data.circuit)?.slug;
  const name =
    person === undefined ? undefined : (names.get(person) ?? t('board.personNumber', { id: person }));
  return (
    <li className="grid gap-x-4 gap-y-0.5 px-4 py-2 md:grid-cols-[15rem_1fr]">
      <p className="text-sm text-soft tabular-nums">
        <span className="me-2">#{seq}</span>
        {formats.moment(at)}
      </p>
      <div className="min-w-0">
        <p className="flex flex-wrap gap-x-3 text-sm">
          {name !== undefined && person !== undefined && (
            <button
              type="button"
              className="min-h-6 text-start font-semibold text-accent"
              onClick={() => void navigate({ to: '/c/$slug/coordinate/people', search: { person } })}
            >
              <bdi>{name}</bdi>
            </button>
          )}
          {circuit !== undefined && ceremony.circuits.length > 1 && (
            <span className="text-soft">
              <bdi>{circuit}</bdi>
            </span>
          )}
        </p>
        <p className="whitespace-pre-line">
          <bdi>{text}</bdi>
        </p>
        <p className="flex flex-wrap gap-x-3 text-xs text-soft">
          {words.map((word, index) => (
            <code key={index} dir="ltr" className="font-mono">
              {word}
            </code>
          ))}
        </p>
      </div>
    </li>
  );
}

/** The names of whom the events are about, each asked for once. */
function useNames(events: readonly Read[]): Map<number, string> {
  const ids = [...new Set(events.map(({ data }) => data.participant))].filter((id) => typeof id === 'number');
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: ['person-name', id],
      staleTime: 600_000,
      queryFn: ({ signal }: { signal: AbortSignal }) => read<Person>(`/participants/${id}`, signal),
    })),
    combine: (answers) =>
      new Map(answers.flatMap(({ data }) => (data ? [[data.id, data.publicName] as const] : []))),
  });
}
