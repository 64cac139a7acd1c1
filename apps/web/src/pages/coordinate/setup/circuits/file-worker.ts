/** Looks at files of circuits and sends them, beside the page: gigabytes are read here. */
import { ClientError } from '@brebaje/client/client-error';
import { hashesOf, lookAtFile, publishedPower, sourceOfFile } from '@brebaje/client/coordinate/look-at-file';
import { uploadCircuitFile } from '@brebaje/client/groth16/upload-circuit-file';
import { restClient } from '@brebaje/client/rest/rest-client';
import { realSurroundings } from '@brebaje/client/surroundings';
import type { Ask, Fault, Tell } from './file-messages.ts';

const stops = new Map<number, AbortController>();
const tell = (message: Tell) => postMessage(message);

addEventListener('message', ({ data }: MessageEvent<Ask>) => {
  if (data.do === 'stop') return stops.get(data.id)?.abort(new DOMException('stopped', 'AbortError'));
  const stop = new AbortController();
  stops.set(data.id, stop);
  answer(data, stop.signal)
    .catch((error: unknown) => tell({ id: data.id, is: 'failed', fault: faultOf(error) }))
    .finally(() => stops.delete(data.id));
});

async function answer(ask: Exclude<Ask, { do: 'stop' }>, signal: AbortSignal): Promise<void> {
  const { id, file } = ask;
  const source = sourceOfFile(file);
  const progress = (done: number) => tell({ id, is: 'progress', done, total: file.size });
  if (ask.do === 'look') {
    const looked = await lookAtFile(source);
    tell({ id, is: 'looked', looked });
    // A phase 1 is published with its BLAKE2b.
    const hashes = await hashesOf(source, { long: looked.kind === 'ptau', progress, signal });
    const published = hashes.blake2b !== undefined && publishedPower(hashes.blake2b) !== undefined;
    return tell({ id, is: 'hashed', ...hashes, published });
  }
  const world = realSurroundings();
  await uploadCircuitFile(world, restClient(world, ask.server, undefined), {
    draftId: ask.draftId,
    kind: ask.kind,
    source,
    sent: progress,
    emit: ({ reason }) => tell({ id, is: 'trouble', reason }),
    signal,
  });
  tell({ id, is: 'sent' });
}

/** Errors lose their class on the way to the page. */
function faultOf(error: unknown): Fault {
  if (error instanceof ClientError) {
    const { code, message, next, serverCode } = error;
    return { kind: code === 'STOPPED' ? 'stopped' : 'client', code, message, next, serverCode };
  }
  const { name, message } = error as Error;
  if (name === 'AbortError') return { kind: 'stopped', message };
  return { kind: name === 'UnknownFile' ? 'unknown' : 'file', message };
}
