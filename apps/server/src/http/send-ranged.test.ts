import { connect } from 'node:net';
import { fastify } from 'fastify';
import { expect, it } from 'vitest';
import { listen } from './listen.ts';
import { sendRanged } from './send-ranged.ts';

/** Serves bytes without an end to whoever asks. */
async function endless(still: number) {
  const closed = Promise.withResolvers<void>();
  async function* chunks() {
    for (;;) yield new Uint8Array(1 << 20);
  }
  const app = fastify();
  app.get('/', (request, reply) => {
    const open = async () => ({ chunks: chunks(), close: async () => closed.resolve() });
    return sendRanged(request, reply, { name: 'x', size: 2 ** 40, tag: 'x', open }, still);
  });
  return { closed: closed.promise, listening: await listen(app as never, ['127.0.0.1'], 0) };
}

it('cuts a connection over which nothing moves, and lets go of the file', async () => {
  const { closed, listening } = await endless(50);
  const socket = connect(listening.port, '127.0.0.1', () => {
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  });
  socket.on('error', () => {});
  await closed;
  socket.destroy();
  await listening.close(0);
});

it('lets a reader go on for as long as something moves', async () => {
  const { closed, listening } = await endless(10_000);
  const answer = await fetch(`http://127.0.0.1:${listening.port}/`);
  let taken = 0;
  for await (const piece of answer.body!) {
    taken += piece.length;
    if (taken > 64 << 20) break;
  }
  expect(taken).toBeGreaterThan(64 << 20);
  await closed;
  await listening.close(0);
});
