/**
 * Listeners from a process of its own: `node sse-listeners.ts <port> <path> <count>` opens that many streams,
 * prints `ready`, and then for every event a line of JSON {seq, first, last}: when the first and the last of
 * them had it, in nanoseconds of the machine's monotonic clock, which all processes share.
 */
import { connect } from 'node:net';

const [port, path, count] = process.argv.slice(2) as [string, string, string];
const listeners = Number(count);
const HEAD = `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n\r\n`;

/** Connections that are being opened at once. */
const AT_ONCE = 50;

const heard = new Map<number, { first: bigint; count: number }>();

function hear(chunk: string): void {
  for (const [, seq] of chunk.matchAll(/^id: ?(\d+)$/gm)) {
    const now = process.hrtime.bigint();
    const entry = heard.get(Number(seq)) ?? { first: now, count: 0 };
    heard.set(Number(seq), entry);
    entry.count += 1;
    if (entry.count === listeners)
      console.log(JSON.stringify({ seq: Number(seq), first: String(entry.first), last: String(now) }));
  }
}

function listen(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(HEAD));
    socket.setEncoding('utf8');
    socket.once('error', reject);
    socket.on('close', () => reject(new Error('the stream ended')));
    socket.once('data', (head: string) => {
      if (!head.startsWith('HTTP/1.1 200')) reject(new Error(head));
      hear(head);
      socket.on('data', hear);
      resolve();
    });
  });
}

for (let open = 0; open < listeners; open += AT_ONCE)
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, listeners - open) }, listen));
console.log('ready');
