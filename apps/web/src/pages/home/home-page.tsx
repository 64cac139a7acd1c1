/** What this server runs: what one can join, what comes, what is done. */
import type { AnswerBody, CeremonySummary } from '@brebaje/client/rest/bodies';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useId, useMemo, useState } from 'react';
import { PAGES_BASE } from '../../server/place.ts';
import { read } from '../../server/rest.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { CeremonyCard } from './ceremony-card.tsx';
import { filtered, GROUPS, type Group, grouped } from './groups.ts';

/** Milliseconds between two looks at the list. */
const EVERY = 5_000;
/** From so many on there is something to search in. */
const MANY = 7;

export function HomePage() {
  const { t } = useTexts();
  const [text, setText] = useState('');
  const [group, setGroup] = useState<Group>();
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['ceremonies'],
    initialPageParam: '',
    refetchInterval: EVERY,
    queryFn: ({ pageParam, signal }) =>
      read<AnswerBody<'listCeremonies'>>(
        `/ceremonies?sort=-id&limit=100${pageParam && `&after=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    getNextPageParam: (last) => last.next,
  });
  const all = useMemo(() => data?.pages.flatMap(({ items }) => items), [data]);
  const shown = useMemo(() => all && grouped(filtered(all, text, group)), [all, text, group]);
  const many = (all?.length ?? 0) >= MANY;
  return (
    <Page title={t('home.title')} wide>
      <p className="max-w-2xl text-lg text-soft">{t('home.lead')}</p>
      {!error && !all && (
        <p role="status" className="text-soft">
          {t('shell.loading')}
        </p>
      )}
      {error && !all && <ErrorNotice error={error} again={() => void refetch()} />}
      {error && all && <Notice tone="warn" live="polite" title={t('home.broken')} />}
      {all?.length === 0 && <Nothing />}
      {many && <Filter {...{ text, setText, group, setGroup }} />}
      {many && shown && Object.values(shown).every((list) => list.length === 0) && (
        <p role="status">{t('home.noneFound')}</p>
      )}
      {shown && GROUPS.map((one) => <Section key={one} group={one} ceremonies={shown[one]} />)}
      {hasNextPage && (
        <p>
          <Button look="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('home.more')}
          </Button>
        </p>
      )}
    </Page>
  );
}

function Section({ group, ceremonies }: { group: Group; ceremonies: readonly CeremonySummary[] }) {
  const { t } = useTexts();
  const id = useId();
  if (ceremonies.length === 0) return null;
  return (
    <section aria-labelledby={id} className="mt-4">
      <h2 id={id} className="mb-3 text-lg font-semibold">
        {t(`home.${group}`)}
      </h2>
      <ul className="grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {ceremonies.map((ceremony, index) => (
          <li
            key={ceremony.id}
            className={group === 'open' && ceremonies.length === 1 ? 'sm:col-span-2' : ''}
          >
            {/* Few are followed closely: a browser opens few connections. */}
            <CeremonyCard ceremony={ceremony} followed={group === 'open' && index < 4} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Filter({
  text,
  setText,
  group,
  setGroup,
}: {
  text: string;
  setText(text: string): void;
  group: Group | undefined;
  setGroup(group: Group | undefined): void;
}) {
  const { t } = useTexts();
  const [textId, stateId] = [useId(), useId()];
  return (
    <search className="flex flex-wrap gap-3">
      <span className="min-w-0 flex-1 basis-56">
        <label htmlFor={textId} className="mb-1 block text-sm text-soft">
          {t('home.search')}
        </label>
        <input
          id={textId}
          type="search"
          value={text}
          placeholder={t('home.searchHint')}
          onChange={(event) => setText(event.target.value)}
          className="min-h-11 w-full rounded-md border border-line bg-card px-3"
        />
      </span>
      <span className="min-w-0 max-w-full basis-full sm:basis-auto">
        <label htmlFor={stateId} className="mb-1 block text-sm text-soft">
          {t('home.state')}
        </label>
        <select
          id={stateId}
          value={group ?? ''}
          onChange={(event) => setGroup((event.target.value || undefined) as Group | undefined)}
          className="min-h-11 w-full rounded-md border border-line bg-card px-3"
        >
          <option value="">{t('home.any')}</option>
          {GROUPS.map((one) => (
            <option key={one} value={one}>
              {t(`home.${one}`)}
            </option>
          ))}
        </select>
      </span>
    </search>
  );
}

/** A server that has just been set up. */
function Nothing() {
  const { t } = useTexts();
  return (
    <div className="mt-6 flex flex-col items-start gap-4 rounded-2xl border border-dashed border-line p-8">
      <h2 className="text-xl font-semibold">{t('home.none')}</h2>
      <p className="max-w-xl text-soft">{t('home.noneText')}</p>
      <a href={`${PAGES_BASE}/app/coordinate/new`} className={buttonClass()}>
        {t('home.noneCreate')}
      </a>
    </div>
  );
}
