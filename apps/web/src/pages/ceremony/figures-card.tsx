/** How quickly it goes: contributions over time, and how long people waited and worked. */
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type Bucket, bucketsOf, FIGURE_EVENTS, type Logged, median, pacesOf } from '../../chart/figures.ts';
import type { PlotSeries } from '../../chart/plot.tsx';
import { rest } from '../../server/rest.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { useWatched } from './ceremony-context.ts';
import { ScrollBox } from './scroll-box.tsx';

const Plot = lazy(() =>
  // Without plots the page is still a page.
  import('../../chart/plot.tsx').catch((error: unknown) => ({
    default: () => <ErrorNotice error={error} />,
  })),
);

/** The latest events that are read. */
const READ = 1_000;
/** A plot is made anew so often at most, milliseconds. */
const EVERY = 60_000;

export function FiguresCard() {
  const { t } = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const [seen, see] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) see(true);
    });
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  return (
    <Card title={t('ceremony.figures')}>
      <div ref={box} className="min-h-64">
        {seen && <Figures />}
      </div>
    </Card>
  );
}

function Figures() {
  const { t, formats } = useTexts();
  const { ceremony } = useWatched();
  const { data, error, refetch } = useQuery({
    queryKey: ['figures', ceremony.id],
    staleTime: EVERY,
    refetchInterval: ceremony.status === 'OPENED' ? EVERY : false,
    queryFn: async ({ signal }) => {
      const path = `/ceremonies/${ceremony.id}/events?sort=-seq&type=${FIGURE_EVENTS.join(',')}`;
      const events: Logged[] = [];
      for await (const event of rest.all<Logged>(path, { most: READ, signal })) events.push(event);
      return pacesOf(events.reverse());
    },
  });
  const formatTime = useCallback(
    (seconds: number, step: number) => (step < 86_400 ? formats.time(seconds) : formats.date(seconds)),
    [formats],
  );
  const buckets = useMemo(() => bucketsOf(data ?? []), [data]);
  const plots = usePlots(buckets);
  if (error) return <ErrorNotice error={error} again={() => void refetch()} />;
  if (!data) return <p className="text-soft">{t('shell.loading')}</p>;
  if (data.length === 0) return <p className="text-soft">{t('ceremony.figuresNone')}</p>;
  const waited = median(data.map((pace) => pace.waited));
  const worked = median(data.map((pace) => pace.worked));
  return (
    <>
      <p className="mb-4 max-w-3xl">
        {t('ceremony.figuresText', {
          count: data.length,
          worked: worked === undefined ? '–' : formats.span(worked),
          waited: waited === undefined ? '–' : formats.span(waited),
        })}
      </p>
      <Suspense fallback={<p className="min-h-52 text-soft">{t('shell.loading')}</p>}>
        <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
          {plots.map(({ title, times, range, series, format, steps }) => (
            <figure key={title} className="min-w-0">
              <figcaption className="mb-2 flex flex-wrap gap-x-4 text-sm text-soft">
                {series.map(({ label, colour }) => (
                  <span key={label} className="inline-flex items-center gap-2">
                    <span aria-hidden="true" className={`size-3 rounded-full ${DOTS[colour]}`} />
                    {label}
                  </span>
                ))}
              </figcaption>
              <Plot {...{ times, range, series, format, steps, formatTime }} label={title} />
            </figure>
          ))}
        </div>
      </Suspense>
      <details className="mt-3">
        <summary className="min-h-11 py-2 text-accent">{t('ceremony.figuresTable')}</summary>
        <Table buckets={buckets} />
      </details>
    </>
  );
}

/** Steps of an axis that people read without counting. */
const COUNTS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
const SPANS = [5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 604_800];

const DOTS = { accent: 'bg-accent', warn: 'bg-warn', ink: 'bg-ink' } as const;

function usePlots(buckets: readonly Bucket[]) {
  const { t, formats } = useTexts();
  return useMemo(() => {
    const range = [buckets[0]?.from ?? 0, buckets.at(-1)?.to ?? 1] as const;
    const times = buckets.map(({ from, to }) => (from + to) / 2);
    const contributions: PlotSeries[] = [
      {
        label: t('ceremony.plotContributions'),
        colour: 'accent',
        kind: 'bars',
        values: buckets.map((bucket) => bucket.contributions),
      },
    ];
    const spans: PlotSeries[] = [
      {
        label: t('ceremony.plotWaited'),
        colour: 'warn',
        kind: 'points',
        values: buckets.map(({ waited }) => waited),
      },
      {
        label: t('ceremony.plotWorked'),
        colour: 'accent',
        kind: 'points',
        values: buckets.map(({ worked }) => worked),
      },
    ];
    return [
      {
        title: t('ceremony.plotContributions'),
        times,
        range,
        steps: COUNTS,
        series: contributions,
        format: (value: number) => formats.number(value),
      },
      {
        title: t('ceremony.plotSpans'),
        times,
        range,
        steps: SPANS,
        series: spans,
        format: (value: number) => (value === 0 ? '0' : formats.span(value, 'narrow')),
      },
    ];
  }, [buckets, t, formats]);
}

/** The same in numbers. */
function Table({ buckets }: { buckets: readonly Bucket[] }) {
  const { t, formats } = useTexts();
  const span = (seconds: number | undefined) =>
    seconds === undefined ? '–' : formats.span(seconds, 'narrow');
  return (
    <ScrollBox label={t('ceremony.figuresTable')}>
      <table className="w-full text-start text-sm tabular-nums">
        <thead>
          <tr className="text-soft">
            {(['plotFrom', 'plotContributions', 'plotWaited', 'plotWorked'] as const).map((name) => (
              <th key={name} scope="col" className="py-1 pe-4 text-start font-semibold">
                {t(`ceremony.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {buckets
            .filter(({ contributions }) => contributions > 0)
            .map(({ from, contributions, waited, worked }) => (
              <tr key={from} className="border-t border-line">
                <th scope="row" className="py-1 pe-4 text-start font-normal">
                  {formats.moment(from)}
                </th>
                <td className="py-1 pe-4">{formats.number(contributions)}</td>
                <td className="py-1 pe-4">{span(waited)}</td>
                <td className="py-1 pe-4">{span(worked)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
