import { ClientError } from '@brebaje/client/client-error';
import type { Grade } from '@brebaje/client/verify/grade-names';
import { type ReactNode, useId } from 'react';
import type { TextKey } from '../../texts/catalogue.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { outcomeOf } from '../../verifying/report.ts';
import type { GradeState } from '../../verifying/use-grades.ts';
import { Command } from './command.tsx';
import { Disclosure } from './disclosure.tsx';
import { FindingsList } from './findings-list.tsx';

/** What a check is called and what it proves, of a kind of ceremony. */
export interface GradeTexts {
  title: TextKey;
  plain: TextKey;
  formal: TextKey;
}

/** One check: what it proves and takes, how far it is, what came of it. */
export function GradeCard({
  grade,
  number,
  texts,
  cost,
  command,
  state,
  onStart,
  onStop,
  children,
}: {
  grade: Grade;
  number: number;
  texts: GradeTexts;
  cost: ReactNode;
  command: string;
  state: GradeState;
  onStart(): void;
  onStop(): void;
  /** What may be chosen before it starts. */
  children?: ReactNode;
}) {
  const { t } = useTexts();
  const id = useId();
  const running = state.phase === 'running';
  return (
    <section
      aria-labelledby={id}
      data-grade={grade}
      data-phase={state.phase}
      className="rounded-xl border border-line bg-card p-4 sm:p-5"
    >
      <div className="flex items-start gap-3 sm:gap-4">
        <Badge number={number} state={state} />
        <div className="flex min-w-0 flex-1 flex-col gap-3">
          <div>
            <h2 id={id} className="text-lg font-semibold">
              <span className="sr-only">{t('verify.grade', { number })}: </span>
              {t(texts.title)}
            </h2>
            <p className="mt-1">{t(texts.plain)}</p>
            <Disclosure summary={t('concepts.formal')}>
              <p className="text-soft">{t(texts.formal)}</p>
            </Disclosure>
          </div>
          {children}
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2 print:hidden">
            {running ? (
              <Button look="quiet" onClick={onStop} busy={state.stopping}>
                {t(state.stopping ? 'verify.stopping' : 'verify.stop')}
              </Button>
            ) : (
              <Button look={state.phase === 'done' ? 'quiet' : 'primary'} onClick={onStart}>
                {t(state.phase === 'idle' ? 'verify.start' : 'verify.again')}
              </Button>
            )}
            {!running && <p className="min-w-0 flex-1 basis-60 text-sm text-soft">{cost}</p>}
          </div>
          <Outcome state={state} />
          <div className="print:hidden">
            <Disclosure summary={t('verify.byCommand')}>
              <Command text={command} />
              <p className="mt-1 text-sm text-soft">{t('verify.byCommandHint')}</p>
            </Disclosure>
          </div>
        </div>
      </div>
    </section>
  );
}

function Badge({ number, state }: { number: number; state: GradeState }) {
  const outcome = state.phase === 'done' ? outcomeOf(state.done) : undefined;
  const looks = {
    passed: 'border-good bg-accent-soft text-good',
    partly: 'border-warn bg-warn-soft text-warn',
    failed: 'border-bad bg-bad-soft text-bad',
  };
  const signs = { passed: '✓', partly: '✓', failed: '✗' };
  return (
    <span
      aria-hidden="true"
      className={`grid size-9 shrink-0 place-items-center rounded-full border-2 text-lg font-bold tabular-nums ${outcome ? looks[outcome] : 'border-line text-soft'}`}
    >
      {outcome ? signs[outcome] : number}
    </span>
  );
}

function Outcome({ state }: { state: GradeState }) {
  const { t, formats } = useTexts();
  if (state.phase === 'idle') return null;
  if (state.phase === 'stopped') return <Notice live="polite">{t('verify.stopped')}</Notice>;
  if (state.phase === 'broken') return <Broken error={state.error} />;
  if (state.phase === 'running') return <Running state={state} />;
  const { findings, seconds, downloaded } = state.done;
  const outcome = outcomeOf(state.done);
  const time = seconds < 1 ? '< 1 s' : formats.span(seconds, 'narrow');
  return (
    <div className="flex flex-col gap-3">
      <Notice
        live="polite"
        tone={outcome === 'failed' ? 'bad' : outcome === 'partly' ? 'warn' : 'good'}
        title={t(
          outcome === 'failed'
            ? 'verify.gradeFailed'
            : outcome === 'partly'
              ? 'verify.gradePartly'
              : 'verify.gradePassed',
        )}
      >
        <p className="text-sm text-soft">
          {downloaded > 0
            ? t('verify.took', { time, size: formats.size(downloaded) })
            : t('verify.tookOnly', { time })}
        </p>
      </Notice>
      {state.notes.map((note) => (
        <p key={note} className="text-sm text-warn">
          {note}
        </p>
      ))}
      <FindingsList findings={findings} />
    </div>
  );
}

function Running({ state }: { state: Extract<GradeState, { phase: 'running' }> }) {
  const { t, formats } = useTexts();
  const { progress, left, findings } = state;
  const share =
    progress?.total === undefined || progress.total === 0 ? undefined : progress.done / progress.total;
  return (
    <div className="flex flex-col gap-3">
      <Progress label={progress ? labelOf(progress, t) : t('shell.loading')} value={share} />
      <p className="text-sm text-soft tabular-nums">
        {progress?.stage === 'fetching' && progress.total !== undefined && progress.total > 100_000 && (
          <>
            {formats.size(progress.done)} / {formats.size(progress.total)}{' '}
          </>
        )}
        {left !== undefined && t('verify.left', { time: formats.span(left) })}
      </p>
      {findings.length > 0 && <FindingsList findings={findings} open />}
    </div>
  );
}

function labelOf(
  { stage, name, circuit }: NonNullable<Extract<GradeState, { phase: 'running' }>['progress']>,
  t: ReturnType<typeof useTexts>['t'],
): string {
  if (stage === 'hashing') return t('verify.hashing', { name });
  if (stage === 'checking')
    return circuit === undefined ? t('verify.checking', { name }) : t('verify.checkingOf', { name, circuit });
  // The record's steps have sentences of their own.
  return name.includes(' ') ? t('verify.fetchingRecord', { name }) : t('verify.fetching', { name });
}

/** What a person does on a page, where the client's advice is for a terminal. */
const NEXT: Partial<Record<string, TextKey>> = {
  STORAGE_FULL: 'verify.full',
  UNREACHABLE: 'verify.unreachable',
  SERVER_FAULT: 'verify.unreachable',
};

function Broken({ error }: { error: Error }) {
  const { t } = useTexts();
  const known = error instanceof ClientError ? error : undefined;
  const next = known && NEXT[known.code];
  return (
    <Notice tone="bad" live="assertive" title={t('verify.gradeBroken')}>
      {known?.code !== 'STORAGE_FULL' && (
        <p>{known ? known.message : t('verify.fault', { message: error.message })}</p>
      )}
      {next ? <p>{t(next)}</p> : known?.next !== undefined && <p>{known.next}</p>}
    </Notice>
  );
}
