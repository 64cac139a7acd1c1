import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../server/rest.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Card } from '../../ui/card.tsx';
import { Moment } from '../../ui/moment.tsx';
import { useWatched } from './ceremony-context.ts';

/** Shown before somebody asks for the rest. */
const FIRST = 3;

/** What the coordinators told everybody, the latest first. */
export function News() {
  const { t } = useTexts();
  const { ceremony } = useWatched();
  const { data } = useQuery({
    queryKey: ['ceremony', ceremony.slug, 'news'],
    queryFn: ({ signal }) =>
      read<AnswerBody<'listAnnouncements'>>(`/ceremonies/${ceremony.id}/announcements`, signal),
  });
  if (!data || data.items.length === 0) return null;
  const older = data.items.slice(FIRST);
  return (
    <Card title={t('ceremony.news')}>
      <Items items={data.items.slice(0, FIRST)} />
      {older.length > 0 && (
        <details className="mt-3">
          <summary className="min-h-11 py-2 text-accent">
            {t('ceremony.newsOlder', { count: older.length })}
          </summary>
          <Items items={older} />
        </details>
      )}
    </Card>
  );
}

function Items({ items }: AnswerBody<'listAnnouncements'>) {
  const { t } = useTexts();
  return (
    <ul className="flex flex-col gap-3">
      {items.map(({ seq, at, kind, text }) => (
        <li key={seq} className={`border-s-4 ps-3 ${kind === 'INCIDENT' ? 'border-warn' : 'border-accent'}`}>
          <p className="text-sm text-soft">
            <Moment at={at} />
            {kind === 'INCIDENT' && <strong className="ms-2 text-warn">{t('ceremony.incident')}</strong>}
          </p>
          <p dir="auto" className="whitespace-pre-line">
            {text}
          </p>
        </li>
      ))}
    </ul>
  );
}
