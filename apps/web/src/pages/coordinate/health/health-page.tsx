/** How the server is that the ceremony runs on, and what it has to do. */
import type { AnswerBody } from '@brebaje/client/rest/bodies';
import { useTexts } from '../../../texts/use-texts.tsx';
import { Card } from '../../../ui/card.tsx';
import { ErrorNotice } from '../../../ui/error-notice.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { CoordinatePage } from '../coordinate-page.tsx';
import { useCoordinated } from '../coordinated.ts';
import { useCoordinatorQuery } from '../refresh.ts';

export function HealthPage() {
  const { t, formats } = useTexts();
  const { ceremony } = useCoordinated();
  const path = `/ceremonies/${ceremony.id}/health`;
  const { data, error, refetch } = useCoordinatorQuery<AnswerBody<'readHealth'>>(
    ceremony.id,
    'health',
    path,
    {
      every: 10_000,
    },
  );
  const check = useCoordinatorQuery<AnswerBody<'checkCeremony'>>(
    ceremony.id,
    'check',
    `/ceremonies/${ceremony.id}/check`,
    { every: 60_000 },
  );
  return (
    <CoordinatePage title={t('board.tabHealth')}>
      {error && <ErrorNotice error={error} again={() => void refetch()} />}
      {data && (
        <>
          <Notice
            tone={data.disk.short ? 'bad' : 'good'}
            title={t(data.disk.short ? 'health.diskShort' : 'health.healthy')}
          >
            {data.disk.short && <p>{t('health.diskShortNext')}</p>}
          </Notice>
          <div className="grid items-start gap-4 md:grid-cols-2">
            <div className="grid gap-4">
              <Card title={t('health.disk')}>
                <Disk free={data.disk.free} needed={data.disk.needed} used={check.data?.means.disk} />
              </Card>
              <Jobs jobs={data.jobs} now={data.at} />
            </div>
            <div className="grid gap-4">
              <Card title={t('health.server')}>
                <Facts
                  items={[
                    [t('health.version'), data.version],
                    [t('health.database'), t(`health.database${data.database}`)],
                    [t('health.files'), t(`health.files${data.files}`)],
                    [t('health.mail'), t(data.email ? 'health.mailYes' : 'health.mailNo')],
                    [t('health.clock'), formats.moment(data.at)],
                  ]}
                />
              </Card>
              <Result />
            </div>
          </div>
        </>
      )}
    </CoordinatePage>
  );
}

function Disk({
  free,
  needed,
  used,
}: {
  free: number | undefined;
  needed: number;
  used: number | undefined;
}) {
  const { t, formats } = useTexts();
  return (
    <>
      <p className="text-3xl font-semibold tabular-nums">
        {free === undefined ? t('health.diskUnknown') : formats.size(free)}
        {free !== undefined && (
          <span className="ms-2 text-base font-normal text-soft">{t('health.diskFree')}</span>
        )}
      </p>
      <ul className="mt-2 text-soft">
        <li>
          {needed === 0 ? t('health.diskNoLimit') : t('health.diskNeeded', { size: formats.size(needed) })}
        </li>
        {used !== undefined && used > 0 && <li>{t('health.diskWhole', { size: formats.size(used) })}</li>}
      </ul>
    </>
  );
}

function Jobs({ jobs, now }: { jobs: AnswerBody<'readHealth'>['jobs']; now: number }) {
  const { t, formats } = useTexts();
  return (
    <Card title={t('health.jobs')}>
      <table className="w-full text-start">
        <thead className="text-sm text-soft">
          <tr>
            <th scope="col" className="pe-3 text-start font-normal whitespace-nowrap">
              {t('health.job')}
            </th>
            <th scope="col" className="pe-3 text-start font-normal whitespace-nowrap">
              {t('health.jobRunning')}
            </th>
            <th scope="col" className="text-start font-normal whitespace-nowrap">
              {t('health.jobWaiting')}
            </th>
          </tr>
        </thead>
        <tbody className="tabular-nums">
          {jobs.map(({ kind, running, waiting, since }) => (
            <tr key={kind} className="border-t border-line">
              <th scope="row" className="py-2 pe-3 text-start font-semibold">
                {t(`health.job${kind}`)}
                {since !== undefined && (
                  <span className="block text-sm font-normal text-soft">
                    {t('health.jobSince', { span: formats.span(Math.max(0, now - since)) })}
                  </span>
                )}
              </th>
              <td className="pe-3">{formats.number(running)}</td>
              <td>{formats.number(waiting)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mt-2 text-sm text-soft">{t('health.jobsMean')}</p>
    </Card>
  );
}

/** How far the making of the result is, where it has begun. */
function Result() {
  const { t, formats } = useTexts();
  const { finalization } = useCoordinated().ceremony;
  if (!finalization) return null;
  const { state, phase, progress, problem } = finalization;
  return (
    <Card title={t('health.result')}>
      <p className="font-semibold">{t(`health.result${state}`)}</p>
      {state === 'RUNNING' && phase !== undefined && (
        <p className="text-soft">
          {t(`health.phase${phase}`)} {progress !== undefined && formats.percent(progress / 100)}
        </p>
      )}
      {problem !== undefined && <p className="text-bad">{problem}</p>}
    </Card>
  );
}
