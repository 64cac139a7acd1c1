/**
 * The thread that reads and checks contributions, so that the server's own thread never waits for
 * mathematics. It owns the curve engines: the one of many threads checks, the plain one confirms refusals.
 */
import { readFile } from 'node:fs/promises';
import { constants, platform, setPriority } from 'node:os';
import { type MessagePort, parentPort, type TransferListItem, workerData } from 'node:worker_threads';
import type { CurveName } from '@brebaje/curves/engine';
import { END } from '@brebaje/curves/threads/end-thread';
import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { unpackState } from '@brebaje/kzg/state';
import type { GenesisPhase } from '@brebaje/protocol/rest/drafts';
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

yieldToRequests();

const { engineThreads } = workerData as ThreadData;

/** One engine of many threads for each curve that something was asked about. */
const engines = new Map<CurveName, Promise<WasmEngine>>();

function engineOf(curve: CurveName): Promise<WasmEngine> {
  const engine = engines.get(curve) ?? startEngine(curve);
  engines.set(curve, engine);
  // The next request tries again.
  engine.catch(() => engines.delete(curve));
  return engine;
}

/** Loaded when something is to be checked: a server that only hands out states starts sooner without. */
async function startEngine(curve: CurveName): Promise<WasmEngine> {
  const { createWasmEngine } = await import('@brebaje/curves/wasm-engine');
  return createWasmEngine({ curve, ...(engineThreads === null ? {} : { threads: engineThreads }) });
}

/** Of the KZG ceremonies' curve. */
async function ready(): Promise<Engines> {
  const [{ createNobleEngine }, main] = await Promise.all([
    import('@brebaje/curves/noble-engine'),
    engineOf(KZG_CURVE),
  ]);
  return { main, confirming: createNobleEngine(KZG_CURVE) };
}

const KZG_CURVE = 'bls12-381';

const circuitFile = () => import('./circuit-file.ts');
const genesis = () => import('./groth16-genesis.ts');
const groth16 = () => import('./groth16-check.ts');
const ending = () => import('./groth16-final.ts');
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
  progress: (done: number, all: number, phase?: GenesisPhase) => void,
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
    case 'groth16-read':
      return (await groth16()).readZkey(request.upload, request.turn);
    case 'groth16-verify':
      return (await groth16()).verifyZkeyUpload(engineOf, request.files);
    case 'circuit-file':
      return (await circuitFile()).circuitFileFault(request.path, request.as);
    case 'groth16-genesis':
      return (await genesis()).makeGenesis(engineOf, request.files, (phase, done, all) =>
        progress(done, all, phase),
      );
    case 'groth16-beacon':
      return (await ending()).applyBeacon(engineOf, request.files, progress);
    case 'groth16-final':
      return (await ending()).checkFinal(engineOf, request.files, progress);
  }
}

/** The curve whose engine's threads an answer took; what is malformed is refused without them. */
function curveUsed(
  kind: ThreadRequest['kind'],
  answer: ThreadAnswers[ThreadRequest['kind']],
): CurveName | undefined {
  if (kind !== 'setup' && !('ok' in answer && answer.ok)) return undefined;
  return 'curve' in answer ? answer.curve : KZG_CURVE;
}

/** Tells which kernel computes, so that operators see it. No thread starts for this: one has just worked. */
async function tellKernel(port: MessagePort, curve: CurveName): Promise<void> {
  const main = await engines.get(curve);
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

/** Ends this thread, after those of its engines; what else is under way is of no use to anybody any more. */
async function end(): Promise<void> {
  const running = await Promise.allSettled(engines.values());
  for (const engine of running) if (engine.status === 'fulfilled') await engine.value.close();
  process.exit();
}

function listen(port: MessagePort): void {
  port.on('message', async (message: ThreadCall | typeof END) => {
    if (message === END) return end();
    const { id, request } = message;
    let reply: ThreadReply;
    const progress = (done: number, all: number, phase?: GenesisPhase) =>
      port.postMessage({
        id,
        progress: { done, all, ...(phase === undefined ? {} : { phase }) },
      } satisfies ThreadReply);
    try {
      reply = { id, answer: await answer(request, progress) };
    } catch (error) {
      reply = { id, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
    port.postMessage(reply, transferable(reply));
    // An engine that is closed meanwhile has nothing to tell any more.
    const curve = 'answer' in reply ? curveUsed(request.kind, reply.answer) : undefined;
    if (curve) tellKernel(port, curve).catch(() => {});
  });
}

if (!parentPort) throw new Error('verification-thread runs as a worker thread');
listen(parentPort);
