/**
 * The thread that reads and checks contributions, so that the server's own thread never waits for
 * mathematics. It owns the curve engines: the one of many threads checks, the plain one confirms refusals.
 */
import { readFile } from 'node:fs/promises';
import { constants, platform, setPriority } from 'node:os';
import { type MessagePort, parentPort, type TransferListItem, workerData } from 'node:worker_threads';
import { END } from '@brebaje/curves/threads/end-thread';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { unpackState } from '@brebaje/kzg/state';
import { readBlobFile } from '../store/blob-files.ts';
import type { Engines } from './kzg-check.ts';
import { readUpload, serveState } from './kzg-serve.ts';
import type {
  ThreadAnswers,
  ThreadCall,
  ThreadData,
  ThreadReply,
  ThreadRequest,
} from './verification-messages.ts';

/** The engine of many threads is asked what it computes with. */
interface ThreadEngines extends Engines {
  main: WasmEngine;
}

yieldToRequests();

const { engineThreads } = workerData as ThreadData;

let engines: Promise<ThreadEngines> | undefined;

function ready(): Promise<ThreadEngines> {
  engines ??= startEngines().catch((error: unknown) => {
    // The next request tries again.
    engines = undefined;
    throw error;
  });
  return engines;
}

/** Loaded when something is to be checked: a server that only hands out states starts sooner without. */
async function startEngines(): Promise<ThreadEngines> {
  const [{ createWasmEngine }, { createNobleEngine }] = await Promise.all([
    import('@brebaje/curves/wasm-engine'),
    import('@brebaje/curves/noble-engine'),
  ]);
  const main = await createWasmEngine(engineThreads === null ? {} : { threads: engineThreads });
  return { main, confirming: createNobleEngine() };
}

const check = () => import('./kzg-check.ts');
const whole = () => import('./kzg-whole.ts');

/**
 * On Linux a thread has a priority of its own (setpriority(2), "C library/kernel differences"), and the
 * engine's threads, started from here, inherit it: with all cores busy a check-in still comes first.
 */
function yieldToRequests(): void {
  if (platform() !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A sandbox that forbids it: then the system's scheduler decides.
  }
}

async function answer(
  request: ThreadRequest,
  progress: (done: number, all: number) => void,
): Promise<ThreadAnswers[ThreadRequest['kind']]> {
  switch (request.kind) {
    case 'serve':
      return serveState(unpackState(await readBlobFile(request.state.path), request.state.sizes));
    case 'read':
      return readUpload(await readFile(request.upload));
    case 'verify':
      return (await check()).verifyUpload(await ready(), request.before, request.upload, request.identity);
    case 'transcript':
      return (await whole()).verifyTranscriptFile(await ready(), request.path, request.scratch, progress);
    case 'setup':
      return (await whole()).exportSetupFile(await ready(), request.state, request.sub, request.form);
  }
}

/** Whether an answer took the engine's threads; what is malformed is refused without them. */
function tookEngine(kind: ThreadRequest['kind'], answer: ThreadAnswers[ThreadRequest['kind']]): boolean {
  return kind === 'setup' || ('ok' in answer && answer.ok);
}

/** Tells which kernel computes, so that operators see it. No thread starts for this: one has just worked. */
async function tellKernel(port: MessagePort): Promise<void> {
  const { main } = (await engines) ?? {};
  if (!main) return;
  const kernel = { curve: main.curve, ...(await main.kernel()) };
  port.postMessage({ kernel } satisfies ThreadReply);
}

/** The buffers of an answer that belong to it alone and may move instead of being copied. */
function transferable(value: unknown): TransferListItem[] {
  if (value instanceof Uint8Array) {
    const whole = value.byteOffset === 0 && value.byteLength === value.buffer.byteLength;
    return whole && value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return [...new Set(Object.values(value).flatMap(transferable))];
}

/** Ends this thread, after those of its engine; what else is under way is of no use to anybody any more. */
async function end(): Promise<void> {
  const running = await engines?.catch(() => undefined);
  await running?.main.close();
  process.exit();
}

function listen(port: MessagePort): void {
  port.on('message', async (message: ThreadCall | typeof END) => {
    if (message === END) return end();
    const { id, request } = message;
    let reply: ThreadReply;
    const progress = (done: number, all: number) =>
      port.postMessage({ id, progress: { done, all } } satisfies ThreadReply);
    try {
      reply = { id, answer: await answer(request, progress) };
    } catch (error) {
      reply = { id, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
    port.postMessage(reply, transferable(reply));
    // An engine that is closed meanwhile has nothing to tell any more.
    if ('answer' in reply && tookEngine(request.kind, reply.answer)) tellKernel(port).catch(() => {});
  });
}

if (!parentPort) throw new Error('verification-thread runs as a worker thread');
listen(parentPort);
