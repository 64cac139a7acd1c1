/** A bad line to a server: slow, losing packets, and at times dead without a word. */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export interface Line {
  /** Bytes a second in each direction, shared by all connections. */
  rate: number;
  /** Share of packets that have to be sent again. */
  loss: number;
}

export interface LossyProxy {
  url: string;
  /** Nothing goes through for so long; connections stay open, as they do while packets vanish. */
  outage(millis: number): Promise<void>;
  /** Bytes that went through. */
  moved: { up: number; down: number };
  close(): Promise<void>;
}

/** What TCP puts into a packet. */
const PACKET = 1_448;
/** Linux's least wait before a packet is sent again, milliseconds; it doubles when that is lost, too. */
const RESEND = 200;
/** Pieces in which a direction works. */
const SLICE = 20;

/** One direction of all connections: pieces go out at the line's rate, in order within a connection. */
class Direction {
  readonly #line: Line;
  readonly #random: () => number;
  #freeAt = 0;

  constructor(line: Line, random: () => number) {
    this.#line = line;
    this.#random = random;
  }

  /** Milliseconds from now until so many bytes have arrived. */
  delay(bytes: number): number {
    const now = performance.now();
    this.#freeAt = Math.max(this.#freeAt, now) + (1000 * bytes) / this.#line.rate;
    let resent = 0;
    for (let left = bytes; left > 0; left -= PACKET) {
      // Later packets tell of the loss early; a packet that is lost again has to wait for the clock.
      if (this.#random() < this.#line.loss) {
        resent += RESEND / 2;
        this.#freeAt += (1000 * PACKET) / this.#line.rate;
        if (this.#random() < this.#line.loss) resent += 2 * RESEND;
      }
    }
    return this.#freeAt - now + resent;
  }
}

export async function lossyProxy(
  port: () => number,
  line: Line,
  random: () => number = Math.random,
): Promise<LossyProxy> {
  const up = new Direction(line, random);
  const down = new Direction(line, random);
  const moved = { up: 0, down: 0 };
  const sockets = new Set<Socket>();
  let dead: Promise<void> | undefined;

  async function pump(from: Socket, to: Socket, direction: Direction, way: 'up' | 'down'): Promise<void> {
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        for (let at = 0; at < chunk.length; at += SLICE * PACKET) {
          const piece = chunk.subarray(at, at + SLICE * PACKET);
          await new Promise((resolve) => setTimeout(resolve, direction.delay(piece.length)));
          await dead;
          moved[way] += piece.length;
          if (!to.write(piece))
            await new Promise((resolve) => to.once('drain', resolve).once('close', resolve));
        }
      }
      to.end();
    } catch {
      to.destroy();
    }
  }

  const server = createServer({ allowHalfOpen: true }, async (client) => {
    sockets.add(client);
    client.on('error', () => {});
    await dead;
    const upstream = connect({ port: port(), host: '127.0.0.1', allowHalfOpen: true });
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
    client.once('close', () => upstream.destroy());
    for (const socket of [client, upstream]) socket.once('close', () => sockets.delete(socket));
    void pump(client, upstream, up, 'up');
    void pump(upstream, client, down, 'down');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    moved,
    outage(millis) {
      dead = new Promise<void>((resolve) => setTimeout(resolve, millis)).then(() => {
        dead = undefined;
      });
      return dead;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
