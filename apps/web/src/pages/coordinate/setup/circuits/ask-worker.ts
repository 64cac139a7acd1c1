/** Asks the worker of files; it is started by the first question and stays, so that uploads outlive a page. */
import { ClientError } from '@brebaje/client/client-error';
import { SERVER } from '../../../../server/place.ts';
import type { Fault, FileKind, Tell } from './file-messages.ts';

let worker: Worker | undefined;
let last = 0;
const listeners = new Map<number, (message: Tell) => void>();

function start(): Worker {
  const begun = new Worker(new URL('./file-worker.ts', import.meta.url), { type: 'module' });
  begun.addEventListener('message', ({ data }: MessageEvent<Tell>) => listeners.get(data.id)?.(data));
  begun.addEventListener('error', () => {
    // It did not start, or fell over: whoever waits is told, and the next question starts another.
    worker = undefined;
    for (const [id, listener] of listeners)
      listener({ id, is: 'failed', fault: { kind: 'file', message: 'the browser ended it' } });
  });
  return begun;
}

/** A question; `stop` gives it up, which fails it with `kind: 'stopped'`. */
export interface Asked {
  stop(): void;
}

/** Looks at a file and hashes it; `listen` hears of both and of a failure, then of nothing. */
export function look(file: File, listen: (message: Tell) => void): Asked {
  return ask({ do: 'look', file }, ['hashed', 'failed'], listen);
}

/** Sends a file of a draft. Rejects with ClientError, STOPPED among them. */
export function send(
  file: File,
  { draftId, kind }: { draftId: number; kind: FileKind },
  hear: { progress(done: number): void; trouble(reason: string): void; begun(asked: Asked): void },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const question = { do: 'send' as const, file, server: SERVER, draftId, kind };
    const asked = ask(question, ['sent', 'failed'], (message) => {
      if (message.is === 'progress') hear.progress(message.done);
      else if (message.is === 'trouble') hear.trouble(message.reason);
      else if (message.is === 'sent') resolve();
      else if (message.is === 'failed') reject(errorOf(message.fault));
    });
    hear.begun(asked);
  });
}

function ask(question: object, ends: readonly Tell['is'][], listen: (message: Tell) => void): Asked {
  const id = ++last;
  worker ??= start();
  listeners.set(id, (message) => {
    if (ends.includes(message.is)) listeners.delete(id);
    listen(message);
  });
  worker.postMessage({ ...question, id });
  return { stop: () => worker?.postMessage({ id, do: 'stop' }) };
}

function errorOf({ kind, code, message, next, serverCode }: Fault): ClientError {
  const known = kind === 'stopped' ? 'STOPPED' : (code ?? 'REFUSED');
  return new ClientError(known, message, {
    ...(next ? { next } : {}),
    ...(serverCode ? { serverCode } : {}),
  });
}
