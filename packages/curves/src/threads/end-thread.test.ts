import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { END, endOf } from './end-thread.ts';

/** A worker of `body`, with how to end it; ready when it has said so. */
async function start(body: string, options: { graceMillis?: number } = {}) {
  const source = `const { parentPort } = require('node:worker_threads');\n${body}\nparentPort.postMessage('ready');`;
  const worker = new Worker(source, { eval: true, execArgv: [] });
  const end = endOf(worker, options);
  const exit = once(worker, 'exit').then(([code]) => code as number);
  await once(worker, 'message');
  return { worker, end, exit };
}

test('a thread that listens ends by itself, and whoever asks again waits as long', async () => {
  const { end, exit } = await start(
    `parentPort.on('message', (message) => message === ${JSON.stringify(END)} && parentPort.close());`,
  );
  await Promise.all([end(), end()]);
  // terminate() would have made it 1.
  expect(await exit).toBe(0);
  await end();
});

test('a thread that ended before has nothing to wait for', async () => {
  const { worker, end, exit } = await start(`parentPort.once('message', () => process.exit(7));`);
  worker.postMessage('now');
  expect(await exit).toBe(7);
  await end();
});

test('a thread that hangs is terminated after the grace', async () => {
  const { worker, end, exit } = await start(`parentPort.on('message', () => { for (;;); });`, {
    graceMillis: 1,
  });
  worker.unref();
  await end();
  expect(await exit).toBe(1);
});
