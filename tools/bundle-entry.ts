/** Entry of the one-file command: the same file is the command and, in its verification thread, that one's work. */
import { isMainThread, workerData } from 'node:worker_threads';

const thread: unknown = isMainThread ? undefined : workerData?.brebajeThread;

if (thread === 'verification') await import('../apps/server/src/verify/verification-thread.ts');
else {
  const { main } = await import('../apps/cli/src/main.ts');
  process.exitCode = await main(process.argv);
}
