/** The audit trail: everything that happened, in words, and a check of it that needs no trust in the server. */
import type { AnswerBody, ItemOf } from '@brebaje/client/rest/bodies';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { SERVER } from '../../server/place.ts';
import { read } from '../../server/rest.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Concept } from '../../ui/concept.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Moment } from '../../ui/moment.tsx';
import { eventSentence } from '../../words/event-sentence.ts';
import { useNames } from '../../words/use-names.ts';
import { useWatched } from './ceremony-context.ts';
import { CodeBlock } from './code-block.tsx';
import { KINDS, type Kind, kindOf, typesOf } from './event-kinds.ts';
import { RecordCheck } from './record-check.tsx';
import { ScrollBox } from './scroll-box.tsx';

export function RecordPage() {
  const { t, rich } = useTexts();
  const { ceremony } = useWatched();
  const [kind, setKind] = useState<Kind | 'all'>('all');
  const id = useId();
  return (
    <div className="flex flex-col gap-6">
      <h2 className="sr-only">{t('ceremony.tabRecord')}</h2>
      <Card title={t('ceremony.recordCheck')}>
        <p className="mb-4 max-w-3xl">
          {rich('ceremony.recordText', { c: (text) => <Concept of="record">{text}</Concept> })}
        </p>
        <RecordCheck />
        <details className="mt-4">
          <summary className="min-h-11 py-2 text-accent">{t('ceremony.recordByHand')}</summary>
          <div className="mt-2 grid gap-3">
            <p>{t('ceremony.recordByHandText')}</p>
            <CodeBlock
              label={t('ceremony.recordByHand')}
              lines={[`curl '${SERVER}/ceremonies/${ceremony.id}/events'`]}
            />
          </div>
        </details>
      </Card>
      <Card
        title={t('ceremony.record')}
        action={
          <span className="flex items-center gap-2 text-sm text-soft">
            <label htmlFor={id}>{t('ceremony.recordShow')}</label>
            <select
              id={id}
              value={kind}
              onChange={(event) => setKind(event.target.value as Kind | 'all')}
              className="min-h-11 rounded-md border border-line bg-card px-2 text-ink"
            >
              <option value="all">{t('ceremony.kind_all')}</option>
              {KINDS.map((one) => (
                <option key={one} value={one}>
                  {t(`ceremony.kind_${one}`)}
                </option>
              ))}
            </select>
          </span>
        }
      >
        <Events key={kind} kind={kind} />
      </Card>
    </div>
  );
}

function Events({ kind }: { kind: Kind | 'all' }) {
  const { t } = useTexts();
  const { ceremony, live } = useWatched();
  const newest = live.snapshot?.lastSeq;
  const types = kind === 'all' ? '' : `&type=${typesOf(kind).join(',')}`;
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['record', ceremony.id, kind, newest],
    placeholderData: keepPreviousData,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      read<AnswerBody<'listEvents'>>(
        `/ceremonies/${ceremony.id}/events?sort=-seq&limit=50${types}${pageParam && `&after=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    getNextPageParam: (last) => last.next,
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const names = useNames(ceremony.id, items.flatMap(aboutWhom));
  if (error) return <ErrorNotice error={error} again={() => void refetch()} />;
  if (!data) return <p className="text-soft">{t('shell.loading')}</p>;
  return (
    <>
      <ol className="divide-y divide-line">
        {items.map((event) => (
          <EventRow key={event.seq} event={event} names={names} />
        ))}
      </ol>
      {hasNextPage && (
        <p className="mt-4 flex flex-wrap items-center gap-4">
          <Button look="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('ceremony.more')}
          </Button>
          <span className="text-sm text-soft">
            {t('ceremony.shownOf', { shown: items.length, total: data.pages[0]?.total ?? items.length })}
          </span>
        </p>
      )}
    </>
  );
}

const DOTS: Record<Kind, string> = {
  ceremony: 'bg-ink',
  people: 'bg-soft',
  turns: 'bg-line',
  contributions: 'bg-accent',
  coordinators: 'bg-warn',
};

function EventRow({ event, names }: { event: ItemOf<'listEvents'>; names: ReadonlyMap<number, string> }) {
  const texts = useTexts();
  const { t } = texts;
  const { circuits } = useWatched().ceremony;
  const [open, setOpen] = useState(false);
  const { text, words, participant } = eventSentence(texts, event);
  const circuit = circuits.length > 1 ? circuitOf(event.body) : undefined;
  const slug = circuits.find(({ id }) => id === circuit)?.slug;
  return (
    <li className="[contain-intrinsic-size:auto_4.5rem] [content-visibility:auto]">
      <details onToggle={(toggled) => setOpen(toggled.currentTarget.open)}>
        <summary className="grid min-h-11 grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-3 py-2 sm:grid-cols-[auto_minmax(0,1fr)_auto]">
          <span aria-hidden="true" className={`size-2.5 rounded-full ${DOTS[kindOf(event.type)]}`} />
          <span className="min-w-0">
            {participant !== undefined && (
              <strong className="me-2">
                <bdi>{names.get(participant) ?? t('ceremony.participant', { number: participant })}</bdi>
              </strong>
            )}
            <span dir="auto">{text}</span>
            <span className="mt-0.5 flex flex-wrap gap-x-3 text-xs text-soft">
              {slug !== undefined && <bdi>{slug}</bdi>}
              {words.map((word, index) => (
                <code key={index} dir="ltr" className="font-mono">
                  {word}
                </code>
              ))}
            </span>
          </span>
          <span className="col-start-2 text-sm text-soft sm:col-start-auto">
            <Moment at={event.at} />
          </span>
        </summary>
        {open && (
          <div className="grid gap-2 pb-4 ps-6 text-sm">
            <p className="text-soft">{t('ceremony.eventNumber', { seq: event.seq })}</p>
            <p>
              <span className="text-soft">SHA-256 </span>
              <CopyText text={event.hash} label="SHA-256" />
            </p>
            <ScrollBox label={`${t('ceremony.eventBody')}: ${event.seq}`} pre wrap>
              {event.body}
            </ScrollBox>
          </div>
        )}
      </details>
    </li>
  );
}

const circuitOf = (body: string): number => Number(/"circuit":(\d{1,12})[,}]/.exec(body)?.[1]);

/** The participant that an event is about. */
function aboutWhom({ body }: { body: string }): number[] {
  const found = /"participant":(\d{1,12})[,}]/.exec(body)?.[1];
  return found === undefined ? [] : [Number(found)];
}
