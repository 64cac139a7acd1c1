/** What the work will mean on this machine, before anybody waits for it: bytes first, then minutes. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { measureHere } from '../../work/measure-here.ts';
import type { Measured, MeasureProgress } from '../../work/measured.ts';
import { forecast, roughly } from './forecast.ts';
import { limitOf } from './turn-limit.ts';

/** Each step of a measurement, and about how much of it is over then. */
const STEPS: Record<MeasureProgress, readonly [name: TextKey, over: number]> = {
  starting: ['contribute.measureStarting', 0.1],
  computing: ['contribute.measureComputing', 0.4],
  transferring: ['contribute.measureTransferring', 0.8],
};

/** Measures once for a ceremony, while people read; whoever goes on meanwhile ends it. */
export function Preflight({ ceremony }: { ceremony: CeremonyBody }) {
  const { t, formats } = useTexts();
  const [step, setStep] = useState<MeasureProgress>('starting');
  const { data: measured, error } = useQuery({
    queryKey: ['measured', ceremony.id],
    queryFn: ({ signal }) => measureHere(ceremony, { tell: setStep, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { downloadBytes: down, uploadBytes: up } = measured?.estimate ?? {
    downloadBytes: ceremony.expected.download,
    uploadBytes: ceremony.expected.upload,
  };
  const limit = limitOf(ceremony);
  return (
    <section aria-label={t('contribute.preflight')} className="flex flex-col gap-4">
      <div className="grid gap-3 sm:grid-cols-3">
        <Figure
          value={formats.size(down + up)}
          name={t('contribute.bytesToCome', { download: formats.size(down), upload: formats.size(up) })}
        />
        {measured || error ? (
          <Figure
            value={
              measured
                ? t('contribute.about', { span: formats.span(roughly(measured.estimate.seconds)) })
                : '—'
            }
            name={t(measured ? 'contribute.forYou' : 'contribute.notMeasured')}
          />
        ) : (
          <div className="rounded-xl bg-sunken p-4">
            <Progress label={t(STEPS[step][0])} value={STEPS[step][1]} />
            <p className="mt-2 text-sm text-soft">{t('contribute.measuring')}</p>
          </div>
        )}
        <Figure
          value={limit === undefined ? t('contribute.noLimit') : formats.span(limit)}
          name={t(limit === undefined ? 'contribute.turnUnlimited' : 'contribute.turnLimit')}
        />
      </div>
      {measured && <Warnings measured={measured} limit={limit} />}
      {error && <p className="text-sm text-soft">{error.message}</p>}
      <Machine measured={measured} />
    </section>
  );
}

function Warnings({ measured, limit }: { measured: Measured; limit: number | undefined }) {
  const { t, formats } = useTexts();
  const { room, roomNeeded, estimate, warning } = measured;
  const verdict = forecast(estimate.seconds, limit);
  return (
    <>
      {verdict === 'tight' && (
        <Notice tone="warn" live="polite" title={t('contribute.tight')}>
          <p>{t('contribute.tightNext')}</p>
        </Notice>
      )}
      {verdict === 'too-slow' && (
        <Notice tone="bad" live="polite" title={t('contribute.tooSlow')}>
          <p>{t('contribute.tooSlowNext')}</p>
        </Notice>
      )}
      {room !== undefined && room < roomNeeded && (
        <Notice tone="bad" live="polite" title={t('contribute.noRoom')}>
          <p>{t('contribute.noRoomNext', { has: formats.size(room), needs: formats.size(roomNeeded) })}</p>
        </Notice>
      )}
      {warning !== undefined && <Notice tone="warn" title={warning} />}
    </>
  );
}

/** What the browser says at once, and what is measured when it is. */
function Machine({ measured }: { measured: Measured | undefined }) {
  const { t, formats } = useTexts();
  const { words, pointsPerSecond, download, room } = measured ?? {};
  const can = (able: boolean) => t(able ? 'contribute.yes' : 'contribute.no');
  return (
    <details className="rounded-xl border border-line">
      <summary className="min-h-11 px-4 py-2.5 font-semibold text-accent">{t('contribute.machine')}</summary>
      <div className="border-t border-line p-4">
        <Facts
          items={[
            [t('contribute.cores'), formats.number(measured?.cores ?? navigator.hardwareConcurrency)],
            words !== undefined && [t('contribute.kernel'), words],
            pointsPerSecond !== undefined && [
              t('contribute.speed'),
              t('contribute.pointsPerSecond', { points: formats.number(Math.round(pointsPerSecond)) }),
            ],
            download !== undefined && [
              t('contribute.bandwidth'),
              t('contribute.mbit', { mbit: formats.number(Math.round(download * 8e-5) / 10) }),
            ],
            room !== undefined && [t('contribute.storage'), formats.size(room)],
            [t('contribute.wakeLock'), can('wakeLock' in navigator)],
            [t('contribute.notifications'), can('Notification' in globalThis)],
          ]}
        />
      </div>
    </details>
  );
}

function Figure({ value, name }: { value: string; name: string }) {
  return (
    <div className="rounded-xl bg-sunken p-4">
      <p className="text-2xl font-bold tabular-nums">{value}</p>
      <p className="mt-1 text-sm text-soft">{name}</p>
    </div>
  );
}
