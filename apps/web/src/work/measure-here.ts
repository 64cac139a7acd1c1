/** What this browser is worth for a ceremony, as a page asks its worker. */
import type { CeremonyBody } from '@brebaje/client/rest/bodies';
import { PartMissing } from '../shell/part-missing.ts';
import type { Measured, MeasureProgress } from './measured.ts';
import type { Ask, Tell } from './messages.ts';
import { placeOf } from './place-of.ts';
import { startWorker } from './running-worker.ts';

/** Takes some seconds. Rejects where nothing can be measured, and when the signal fires. */
export function measureHere(
  ceremony: CeremonyBody,
  { tell, signal }: { tell?: (progress: MeasureProgress) => void; signal?: AbortSignal } = {},
): Promise<Measured> {
  const worker = startWorker();
  return new Promise<Measured>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Tell>) => {
      if (data.tell === 'measuring') tell?.(data.progress);
      if (data.tell === 'measured') resolve(data.measured);
      if (data.tell === 'not-measured') reject(new Error(data.message));
    };
    worker.onerror = (event) =>
      reject(event instanceof ErrorEvent ? new Error(event.message) : new PartMissing(event));
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    worker.postMessage({ ask: 'measure', place: placeOf(ceremony, undefined) } satisfies Ask);
  }).finally(() => worker.terminate());
}
