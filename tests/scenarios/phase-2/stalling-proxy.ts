/** A line to a server that stops in the middle of an upload. */
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StallingProxy {
  url: string;
  /** Resolves when a part of an upload has begun to come and nothing more is passed on; from then on all is. */
  stalled: Promise<void>;
  close(): Promise<void>;
}

const isPart = ({ method, url }: IncomingMessage): boolean =>
  method === 'PUT' && /^\/uploads\/\d+\/parts\//.test(url ?? '');

export async function stallingProxy(port: number): Promise<StallingProxy> {
  let stall: (() => void) | undefined;
  const stalled = new Promise<void>((resolve) => {
    stall = resolve;
  });
  const server = createServer((incoming, outgoing) => {
    if (stall && isPart(incoming)) {
      incoming.once('data', () => {
        incoming.pause();
        stall?.();
        stall = undefined;
      });
      return;
    }
    const { method, url, headers } = incoming;
    const passed = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.once('error', () => outgoing.destroy());
    outgoing.once('close', () => passed.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    stalled,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
