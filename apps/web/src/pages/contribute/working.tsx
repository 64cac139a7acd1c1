/** A turn: four steps with what is moved and computed, and the time that is left for them. */

import type { ReactNode } from 'react';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import type { Working, WorkStep } from '../../work/state.ts';
import { GiveUp } from './give-up.tsx';
import { Notes } from './notes.tsx';
import { useNow } from './use-now.ts';
import { WakeLock } from './wake-lock.tsx';

const STEPS: readonly WorkStep[] = ['DOWNLOADING', 'COMPUTING', 'UPLOADING', 'VERIFYING'];

const NAMES: Record<WorkStep, readonly [name: TextKey, about: TextKey]> = {
  DOWNLOADING: ['contribute.downloading', 'contribute.downloadingMeans'],
  COMPUTING: ['contribute.computing', 'contribute.computingMeans'],
  UPLOADING: ['contribute.uploading', 'contribute.uploadingMeans'],
  VERIFYING: ['contribute.verifying', 'contribute.verifyingMeans'],
};

/** Less than this is said aloud as a warning, milliseconds. */
const SHORT = 60_000;

export function WorkingView({
  state,
  onGiveUp,
  children,
}: {
  state: Working;
  /** Absent: somebody only looks on. */
  onGiveUp?: () => void;
  children?: ReactNode;
}) {
  const { t, formats } = useTexts();
  const now = useNow();
  const at = STEPS.indexOf(state.step);
  const { circuit, deadlineAt, trouble, online } = state;
  const left = deadlineAt === undefined ? undefined : deadlineAt - now;
  return (
    <>
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <p className="text-soft">
          {circuit && circuit.of > 1
            ? t('contribute.circuitOf', { circuit: circuit.slug, number: circuit.number, of: circuit.of })
            : state.position !== undefined &&
              t('contribute.asNumber', { number: formats.number(state.position) })}
        </p>
        {left !== undefined && (
          <p className={`text-lg font-semibold tabular-nums ${left < SHORT ? 'text-bad' : ''}`}>
            {t('contribute.timeLeft', { span: formats.span(Math.max(0, left / 1_000)) })}
          </p>
        )}
      </div>
      <ol className="flex flex-col gap-3">
        {STEPS.map((step, index) => (
          <li
            key={step}
            aria-current={index === at ? 'step' : undefined}
            className={`rounded-xl border p-4 ${index === at ? 'border-accent bg-accent-soft' : 'border-line'}`}
          >
            <div className="flex items-center gap-3">
              <Dot done={index < at} now={index === at} number={index + 1} />
              <div className="min-w-0 flex-1">
                <p className={index > at ? 'text-soft' : 'font-semibold'}>
                  {t(NAMES[step][0])}
                  {index < at && <span className="sr-only"> ({t('contribute.stepDone')})</span>}
                </p>
              </div>
              {index === at && <Moved state={state} />}
            </div>
            {index === at && (
              <div className="mt-3">
                <Progress
                  label={t(NAMES[step][1])}
                  value={state.total ? Math.min(1, state.done / state.total) : undefined}
                />
              </div>
            )}
          </li>
        ))}
      </ol>
      <p role="status" className="sr-only">
        {t(NAMES[state.step][0])}
      </p>
      {left !== undefined && left < SHORT && left > 0 && (
        <Notice tone="warn" live="assertive" title={t('contribute.timeShort')} />
      )}
      {(!online || trouble) && (
        <Notice tone="warn" live="polite" title={t(online ? 'contribute.troubled' : 'contribute.offline')}>
          <p>{t('contribute.troubleKept')}</p>
          {trouble && <p className="text-sm text-soft">{trouble.reason}</p>}
        </Notice>
      )}
      <WakeLock />
      <p className="max-w-prose text-soft">{t('contribute.mayLeave')}</p>
      {state.signature === 'gone' && <p className="max-w-prose text-soft">{t('signature.without')}</p>}
      {state.step !== 'VERIFYING' && children}
      {onGiveUp && state.step !== 'VERIFYING' && (
        <GiveUp
          title={t('contribute.giveUp')}
          means={t('contribute.giveUpMeans')}
          stay={t('contribute.goOn')}
          onDone={onGiveUp}
        />
      )}
      <Notes notes={state.notes} />
    </>
  );
}

function Moved({ state: { step, done, total } }: { state: Working }) {
  const { formats } = useTexts();
  if (step !== 'DOWNLOADING' && step !== 'UPLOADING') return null;
  return (
    <p className="text-sm whitespace-nowrap tabular-nums">
      {formats.size(done)}
      {total !== undefined && ` / ${formats.size(total)}`}
    </p>
  );
}

function Dot({ done, now, number }: { done: boolean; now: boolean; number: number }) {
  const { formats } = useTexts();
  const look = done
    ? 'bg-accent text-on-accent'
    : now
      ? 'border-2 border-accent text-accent'
      : 'border border-line text-soft';
  return (
    <span
      aria-hidden="true"
      className={`grid size-8 shrink-0 place-items-center rounded-full text-sm font-semibold ${look}`}
    >
      {done ? '✓' : formats.number(number)}
    </span>
  );
}
