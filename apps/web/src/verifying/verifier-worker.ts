/** Verifies in a thread of its own: the page only asks and shows. */
import { ClientError } from '@brebaje/client/client-error';
import { ANSWERS, type Ear } from './answer.ts';
import type { Ask, Progress, Told, ToWorker, WorkerError } from './messages.ts';

/** Milliseconds between two words about progress. */
const PAUSE = 100;

const running = new Map<number, AbortController>();
const say = (told: Told) => globalThis.postMessage(told);

globalThis.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.ask === 'stop') running.get(data.id)?.abort(new ClientError('STOPPED', 'stopped'));
  else void answer(data);
});

async function answer(asked: Ask): Promise<void> {
  const { id } = asked;
  const stop = new AbortController();
  running.set(id, stop);
  try {
    const ask = ANSWERS[asked.ask] as (input: unknown, ear: Ear) => Promise<unknown>;
    say({ id, tell: 'done', answer: await ask(asked.input, earOf(id, stop.signal)) });
  } catch (error) {
    say({ id, tell: 'failed', error: inWords(stop.signal.aborted ? stop.signal.reason : error) });
  } finally {
    running.delete(id);
  }
}

function earOf(id: number, signal: AbortSignal): Ear {
  let last = 0;
  let stage = '';
  return {
    signal,
    progress(progress: Progress) {
      const now = performance.now();
      const own = `${progress.stage} ${progress.name} ${progress.circuit}`;
      if (own === stage && now - last < PAUSE) return;
      [last, stage] = [now, own];
      say({ id, tell: 'progress', progress });
    },
    finding: (finding) => say({ id, tell: 'finding', finding }),
    note: (text) => say({ id, tell: 'note', text }),
  };
}

function inWords(error: unknown): WorkerError {
  if (error instanceof ClientError) return { code: error.code, message: error.message, next: error.next };
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  // What is no file of its kind is the file's fault.
  if (['FileError', 'NoVerificationKey', 'Refused'].includes(name))
    return { code: 'RECORD_INVALID', message, next: undefined };
  return { code: 'FAULT', message, next: undefined };
}
