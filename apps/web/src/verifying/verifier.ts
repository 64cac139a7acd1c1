/** The page's side of the worker that verifies. */
import { ClientError } from '@brebaje/client/client-error';
import type { Finding } from '@brebaje/client/verify/findings';
import { PartMissing } from '../shell/part-missing.ts';
import type { Answers, Asks, Progress, Told, ToWorker } from './messages.ts';

/** What is heard until the answer is there. */
export interface Hears {
  progress?: (progress: Progress) => void;
  finding?: (finding: Finding) => void;
  note?: (text: string) => void;
  signal?: AbortSignal;
}

interface Waiting extends Hears {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

let worker: Worker | undefined;
let last = 0;
const waiting = new Map<number, Waiting>();

/** Asks the worker, which is started when it is first needed. Rejects with ClientError, or Error for faults of ours. */
export function ask<Name extends keyof Asks>(
  name: Name,
  input: Asks[Name],
  hears: Hears = {},
): Promise<Answers[Name]> {
  const id = ++last;
  const { signal } = hears;
  return new Promise<Answers[Name]>((resolve, reject) => {
    if (signal?.aborted) return reject(new ClientError('STOPPED', 'stopped'));
    waiting.set(id, { ...hears, resolve: resolve as (answer: unknown) => void, reject });
    signal?.addEventListener('abort', () => post({ id, ask: 'stop' }), { once: true });
    post({ id, ask: name, input } as ToWorker);
  });
}

function post(message: ToWorker): void {
  worker ??= started();
  worker.postMessage(message);
}

function started(): Worker {
  const fresh = new Worker(new URL('./verifier-worker.ts', import.meta.url), {
    type: 'module',
    name: 'verify',
  });
  fresh.addEventListener('message', ({ data }: MessageEvent<Told>) => hear(data));
  fresh.addEventListener('error', (event) => {
    // What could not be loaded, or died, is started anew by the next question.
    fresh.terminate();
    worker = undefined;
    const error =
      event instanceof ErrorEvent
        ? new Error(event.message || 'the worker has ended')
        : new PartMissing(event);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  return fresh;
}

function hear(told: Told): void {
  const one = waiting.get(told.id);
  if (!one) return;
  if (told.tell === 'progress') one.progress?.(told.progress);
  else if (told.tell === 'finding') one.finding?.(told.finding);
  else if (told.tell === 'note') one.note?.(told.text);
  else waiting.delete(told.id);
  if (told.tell === 'done') one.resolve(told.answer);
  if (told.tell !== 'failed') return;
  const { code, message, next } = told.error;
  one.reject(
    code === 'FAULT'
      ? new Error(message)
      : new ClientError(code, message, next === undefined ? {} : { next }),
  );
}
