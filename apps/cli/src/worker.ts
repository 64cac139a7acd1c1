import { VERSION } from '@brebaje/protocol/version';
import { startWorker, WorkerUnfit } from '@brebaje/server/worker';
import { CommandError, EXIT } from './exit-codes.ts';
import { loadServerOptions } from './server-options.ts';
import type { Shell } from './shell.ts';

/** `brebaje worker`: runs until it is told to stop. */
export async function work(flags: Record<string, unknown>, shell: Shell): Promise<void> {
  const { config } = loadServerOptions(flags, shell);
  const worker = await startWorker(config).catch((error: unknown) => {
    if (!(error instanceof WorkerUnfit)) throw error;
    const [message = '', next] = error.message.split(': ');
    throw new CommandError(EXIT.config, message, next);
  });
  const files = config.s3Bucket === null ? worker.dataFolder : `bucket ${config.s3Bucket}`;
  shell.err(
    `\n${shell.style('bold', `brebaje ${VERSION}`)} takes up verifications, geneses and finalizations\n`,
  );
  shell.err(`\n  Files       ${files}\n  Keys        ${worker.dataFolder}/keys\n`);
  shell.err('\nCtrl-C stops it; others take up what it is at.\n\n');
  await new Promise<void>((stop) => {
    if (shell.signal.aborted) stop();
    shell.signal.addEventListener('abort', () => stop(), { once: true });
  });
  shell.err('\nStopping…\n');
  await worker.close();
}
