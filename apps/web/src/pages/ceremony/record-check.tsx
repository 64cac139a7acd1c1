/** "Check the record in this browser": every hash and every link of the log, and the end that was seen before. */
import { useRef, useState } from 'react';
import { rest } from '../../server/rest.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { useWatched } from './ceremony-context.ts';
import { keepSeen, seenOf } from './seen-heads.ts';

type State =
  | { name: 'idle' }
  | { name: 'running'; done: number; total: number | undefined }
  | { name: 'whole'; events: number; head: string | undefined; before: number | undefined }
  | { name: 'broken'; sentence: string }
  | { name: 'failed'; error: unknown };

export function RecordCheck() {
  const { t } = useTexts();
  const { ceremony, live } = useWatched();
  const [state, set] = useState<State>({ name: 'idle' });
  const ending = useRef<AbortController>(undefined);
  const run = async () => {
    ending.current?.abort();
    const end = new AbortController();
    ending.current = end;
    const total = live.snapshot?.lastSeq;
    set({ name: 'running', done: 0, total });
    try {
      // Hashing comes with its own library: only who checks loads it.
      const { LogCheck } = await import('@brebaje/client/rest/check-log');
      const known = seenOf(ceremony.id);
      const check = new LogCheck(known ? [known] : []);
      let done = 0;
      for await (const event of rest.all(`/ceremonies/${ceremony.id}/events`, { signal: end.signal })) {
        const fault = check.add(event);
        if (fault) return set({ name: 'broken', sentence: fault.sentence });
        if (++done % 100 === 0) set({ name: 'running', done, total });
      }
      const whole = check.end(total);
      if ('code' in whole) return set({ name: 'broken', sentence: whole.sentence });
      if (whole.head !== undefined) keepSeen(ceremony.id, { seq: whole.events, hash: whole.head });
      set({ name: 'whole', events: whole.events, head: whole.head, before: known?.seq });
    } catch (error) {
      if (!end.signal.aborted) set({ name: 'failed', error });
    }
  };
  return (
    <div className="grid gap-4">
      <p>
        <Button busy={state.name === 'running'} onClick={() => void run()}>
          {t('ceremony.recordRun')}
        </Button>
      </p>
      {state.name === 'running' && (
        <Progress
          label={t('ceremony.recordRunning')}
          value={state.total ? Math.min(1, state.done / state.total) : undefined}
        />
      )}
      {state.name === 'whole' && (
        <Notice tone="good" live="polite" title={t('ceremony.recordWhole', { count: state.events })}>
          <p>
            {state.before === undefined
              ? t('ceremony.recordKept')
              : t('ceremony.recordSame', { seq: state.before })}
          </p>
          {state.head && (
            <p className="mt-2">
              <CopyText text={`${state.events}:${state.head}`} label={t('ceremony.recordHead')} />
            </p>
          )}
        </Notice>
      )}
      {state.name === 'broken' && (
        <Notice tone="bad" live="assertive" title={t('ceremony.recordBroken')}>
          <p>{state.sentence}</p>
        </Notice>
      )}
      {state.name === 'failed' && <ErrorNotice error={state.error} again={() => void run()} />}
    </div>
  );
}
