/** Everybody who contributed, the latest first; found by name, number, hash or day. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { read } from '../../server/rest.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Concept } from '../../ui/concept.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { useWatched } from './ceremony-context.ts';
import { Bead } from './chain/bead-shape.tsx';
import type { Link as Contribution } from './chain/chain-store.ts';
import { seedOf } from './chain/seed.ts';
import { ContributionDetails } from './contribution-details.tsx';
import { ContributionRow } from './contribution-row.tsx';
import { dayOf, isEmpty, type Search } from './search.ts';
import { useFound } from './use-found.ts';

type Page = AnswerBody<'listContributions'>;

export function PeoplePage() {
  const { t } = useTexts();
  const { ceremony } = useWatched();
  const [circuitId, setCircuit] = useState<number>();
  const [text, setText] = useState('');
  const [day, setDay] = useState('');
  const search: Search = { text, ...dayOf(day) };
  return (
    <div className="flex flex-col gap-6">
      <h2 className="sr-only">{t('ceremony.tabPeople')}</h2>
      <Chosen />
      <search className="flex flex-wrap items-end gap-3">
        <Field label={t('ceremony.searchLabel')} wide>
          {(id) => (
            <input
              id={id}
              type="search"
              value={text}
              onChange={(event) => setText(event.target.value)}
              placeholder={t('ceremony.searchHint')}
              className="min-h-11 w-full rounded-md border border-line bg-card px-3"
            />
          )}
        </Field>
        <Field label={t('ceremony.searchDay')}>
          {(id) => (
            <input
              id={id}
              type="date"
              value={day}
              onChange={(event) => setDay(event.target.value)}
              className="min-h-11 w-full rounded-md border border-line bg-card px-3"
            />
          )}
        </Field>
        {ceremony.circuits.length > 1 && (
          <Field label={t('ceremony.chainOf')}>
            {(id) => (
              <select
                id={id}
                value={circuitId ?? ''}
                onChange={(event) => setCircuit(Number(event.target.value) || undefined)}
                className="min-h-11 w-full rounded-md border border-line bg-card px-3"
              >
                <option value="">{t('ceremony.allCircuits')}</option>
                {ceremony.circuits.map(({ id, slug }) => (
                  <option key={id} value={id}>
                    {slug}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
      </search>
      {isEmpty(search) ? (
        <All key={circuitId} circuitId={circuitId} />
      ) : (
        <Found key={circuitId} circuitId={circuitId} search={search} />
      )}
    </div>
  );
}

function Field({
  label,
  wide = false,
  children,
}: {
  label: string;
  wide?: boolean;
  children(id: string): ReactNode;
}) {
  const id = useId();
  return (
    <div className={`min-w-0 ${wide ? 'flex-1 basis-64' : 'grow sm:grow-0'}`}>
      <label htmlFor={id} className="mb-1 block text-sm text-soft">
        {label}
      </label>
      {children(id)}
    </div>
  );
}

/** The contribution that an address or the picture of the chain names. */
function Chosen() {
  const { t } = useTexts();
  const { ceremony } = useWatched();
  const { contribution } = useSearch({ from: '/c/$slug/people' });
  const box = useRef<HTMLDivElement>(null);
  const { data, error } = useQuery({
    queryKey: ['contribution', contribution],
    enabled: contribution !== undefined,
    queryFn: ({ signal }) => read<Contribution>(`/contributions/${contribution}`, signal),
  });
  const there = data !== undefined;
  useEffect(() => {
    if (there) box.current?.focus();
  }, [there]);
  if (contribution === undefined) return null;
  const other = data && data.ceremonyId !== ceremony.id;
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      {error && <ErrorNotice error={error} />}
      {other && <p>{t('ceremony.otherCeremony')}</p>}
      {data && !other && (
        <Card
          title={
            <span className="flex items-center gap-3">
              <Bead seed={seedOf(data)} size={56} />
              {t('ceremony.contributionTitle', { position: data.position })}
            </span>
          }
          action={
            <Link
              to="/c/$slug/people"
              params={{ slug: ceremony.slug }}
              className="inline-flex min-h-11 items-center"
            >
              {t('shell.close')}
            </Link>
          }
        >
          <ContributionDetails contribution={data} />
        </Card>
      )}
    </div>
  );
}

const listPath = (ceremonyId: number, circuitId: number | undefined) =>
  `/contributions?ceremonyId=${ceremonyId}&sort=-id${circuitId === undefined ? '' : `&circuitId=${circuitId}`}`;

function All({ circuitId }: { circuitId: number | undefined }) {
  const { t, rich } = useTexts();
  const { ceremony, contributions } = useWatched();
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    // One more contribution makes another list.
    queryKey: ['contributions', ceremony.id, circuitId, contributions],
    placeholderData: keepPreviousData,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      read<Page>(
        `${listPath(ceremony.id, circuitId)}&limit=50${pageParam && `&after=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    getNextPageParam: (last) => last.next,
  });
  if (error) return <ErrorNotice error={error} again={() => void refetch()} />;
  if (!data) return <p className="text-soft">{t('shell.loading')}</p>;
  const items = data.pages.flatMap((page) => page.items);
  const total = data.pages[0]?.total ?? 0;
  if (items.length === 0) return <p className="text-soft">{t('ceremony.nobodyYet')}</p>;
  return (
    <Card
      title={t('ceremony.contributors', { count: total })}
      action={
        <span className="text-sm text-soft">
          {rich('ceremony.attestationSays', { c: (text) => <Concept of="attestation">{text}</Concept> })}
        </span>
      }
    >
      <List items={items} />
      {hasNextPage && (
        <p className="mt-4 flex flex-wrap items-center gap-4">
          <Button look="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('ceremony.more')}
          </Button>
          <span className="text-sm text-soft">{t('ceremony.shownOf', { shown: items.length, total })}</span>
        </p>
      )}
    </Card>
  );
}

/** The list has no search of its own: all of it is read, page by page, until enough was found. */
function Found({ circuitId, search }: { circuitId: number | undefined; search: Search }) {
  const { t } = useTexts();
  const { ceremony } = useWatched();
  const { found, looked, over, more, error } = useFound(listPath(ceremony.id, circuitId), search);
  return (
    <Card title={t('ceremony.found', { count: found.length })}>
      <p role="status" className="mb-2 text-sm text-soft">
        {over ? t('ceremony.lookedAll', { looked }) : t('ceremony.looked', { looked })}
      </p>
      {error !== undefined && <ErrorNotice error={error} />}
      <List items={found} />
      {more && (
        <p className="mt-4">
          <Button look="quiet" onClick={more}>
            {t('ceremony.more')}
          </Button>
        </p>
      )}
    </Card>
  );
}

function List({ items }: { items: readonly Contribution[] }) {
  const { ceremony } = useWatched();
  const several = ceremony.circuits.length > 1;
  const names = new Map(ceremony.circuits.map(({ id, slug }) => [id, slug]));
  return (
    <ul className="divide-y divide-line">
      {items.map((item) => (
        <ContributionRow
          key={item.id}
          contribution={item}
          circuit={several ? names.get(item.circuitId) : undefined}
        />
      ))}
    </ul>
  );
}
