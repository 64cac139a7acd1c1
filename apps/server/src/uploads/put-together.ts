/** What making one file of an upload's parts has in common, whatever the file is for. */
import type { ServerContext } from '../sequencer/context.ts';

/** Work on uploads in this process: asking twice while it runs gives one answer. */
export function oncePerUpload<Answer>(): (
  ctx: ServerContext,
  upload: number,
  work: () => Promise<Answer>,
) => Promise<Answer> {
  const running = new WeakMap<ServerContext, Map<number, Promise<Answer>>>();
  return (ctx, upload, work) => {
    const known = running.get(ctx) ?? new Map<number, Promise<Answer>>();
    running.set(ctx, known);
    const before = known.get(upload);
    if (before) return before;
    const answer = work().finally(() => known.delete(upload));
    known.set(upload, answer);
    return answer;
  };
}

/** The bytes, with a note of each piece that is read: putting large files together takes long. */
export async function* noting(
  source: AsyncIterable<Uint8Array>,
  note: () => void,
): AsyncIterable<Uint8Array> {
  for await (const chunk of source) {
    note();
    yield chunk;
  }
}
