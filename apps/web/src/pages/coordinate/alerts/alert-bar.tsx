/** One line on every tab, always as high: whether something needs a human, and what most urgently. */
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../../texts/use-texts.tsx';
import { useCoordinated } from '../coordinated.ts';
import { severityOf } from './severity.ts';
import { useAlarm } from './use-alarm.ts';
import { useAlerts } from './use-alerts.ts';

export function AlertBar() {
  const { t } = useTexts();
  const { slug } = useCoordinated().ceremony;
  const { data } = useAlerts();
  useAlarm(data?.items);
  const urgent = data?.items.filter((item) => severityOf(item) !== 'note') ?? [];
  const [first] = urgent;
  const severity = first && severityOf(first);
  return (
    <div
      className={
        severity === 'now' ? 'bg-bad-soft' : severity === 'soon' ? 'bg-warn-soft' : 'bg-sunken text-soft'
      }
    >
      <div className="mx-auto flex h-11 max-w-6xl items-center gap-3 px-4 text-sm">
        <p role="status" className="min-w-0 flex-1 truncate" title={first?.sentence}>
          {data === undefined
            ? t('board.alertsLoading')
            : first === undefined
              ? t('board.alertsNone')
              : first.sentence}
        </p>
        <Link
          to="/c/$slug/coordinate/alerts"
          params={{ slug }}
          className="inline-flex h-11 shrink-0 items-center font-semibold"
        >
          {urgent.length > 1 ? t('board.alertsAll', { count: urgent.length }) : t('board.alertsSee')}
        </Link>
      </div>
    </div>
  );
}
