import type { Call } from '../http/sequencer-port.ts';
import type { ServerContext } from './context.ts';

/**
 * The same bytes; when the first of them arrives, the step of whoever sends them is UPLOADING. One small write
 * beside the row's version, which nothing waits for: it is for people who look on.
 */
export async function* notingUpload(
  ctx: Pick<ServerContext, 'store' | 'log'>,
  { ceremonyId, session }: Call,
  body: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  let begun: Promise<unknown> | undefined;
  for await (const chunk of body) {
    begun ??= ctx.store.db
      .updateTable('participant')
      .set({ contributionStep: 'UPLOADING', contributionProgress: 0 })
      .where('ceremonyId', '=', ceremonyId)
      .where('userId', '=', session.userId)
      .where('status', '=', 'CONTRIBUTING')
      .where('contributionStep', 'in', ['DOWNLOADING', 'COMPUTING'])
      .execute()
      .catch((error: unknown) => ctx.log.warn({ err: error }, 'a step could not be noted'));
    yield chunk;
  }
  // Not after the turn is VERIFYING.
  await begun;
}
