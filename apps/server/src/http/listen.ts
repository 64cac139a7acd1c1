/** Serves an application on several addresses, with the patience that slow contributors need. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** A 6 MB contribution may take a slow line this long, milliseconds. */
const REQUEST_TIMEOUT = 900_000;
const HEADERS_TIMEOUT = 60_000;
/** Longer than the interval of check-ins, so that polling clients keep their connection. */
const KEEP_ALIVE = 75_000;
const REAP_EVERY = 50;
/** Requests under way on one connection. Clients and proxies send one; a megabyte of requests sent at once holds 20,000. */
const MAX_PIPELINED = 16;
const GRACE = 10_000;

export interface Listening {
  /** The port, the same on every address. */
  port: number;
  addresses: string[];
  /** Stops accepting, waits for answers under way, then cuts what is left after `graceMillis`. */
  stop(graceMillis?: number): Promise<void>;
  /** The same, and closes the application. */
  close(graceMillis?: number): Promise<void>;
}

/**
 * Listens on every address; with port 0 the first one's free port is used for all.
 * @throws when an address is taken; one that this machine does not have is passed over while others work
 */
export async function listen(
  app: FastifyInstance,
  hosts: readonly string[],
  port: number,
): Promise<Listening> {
  await app.ready();
  const servers: Server[] = [];
  const addresses: string[] = [];
  let bound = port;
  let missing: unknown;
  for (const host of hosts) {
    const server = serverFor(app);
    try {
      await bind(server, host, bound);
    } catch (error) {
      missing = error;
      if (['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error as NodeJS.ErrnoException).code ?? '')) continue;
      for (const other of servers) other.close();
      throw error;
    }
    bound = (server.address() as AddressInfo).port;
    servers.push(server);
    addresses.push(host);
  }
  if (servers.length === 0) throw missing;
  const stop = async (graceMillis = GRACE): Promise<void> => {
    const cut = setTimeout(() => {
      for (const server of servers) server.closeAllConnections();
    }, graceMillis);
    cut.unref();
    await Promise.all(servers.map(closed));
    clearTimeout(cut);
  };
  const close = async (graceMillis?: number): Promise<void> => {
    await stop(graceMillis);
    await app.close();
  };
  return { port: bound, addresses, stop, close };
}

function serverFor(app: FastifyInstance): Server {
  const underWay = new WeakMap<Socket, number>();
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    const count = underWay.get(socket) ?? 0;
    // The rest of what was read at once still comes here after the connection was cut.
    if (count === MAX_PIPELINED || socket.destroyed) return void socket.destroy();
    underWay.set(socket, count + 1);
    response.once('close', () => underWay.set(socket, (underWay.get(socket) ?? 1) - 1));
    app.routing(request, response);
  };
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT, headersTimeout: HEADERS_TIMEOUT, keepAliveTimeout: KEEP_ALIVE },
    answer,
  );
  // Without this Node would ask for every announced body before anybody has looked at the session.
  server.on('checkContinue', answer);
  return server;
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, ipv6Only: host.includes(':') }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A connection that was busy when closing began is idle after its answer and would stay for its keep-alive.
    const reap = setInterval(() => server.closeIdleConnections(), REAP_EVERY);
    server.close(() => {
      clearInterval(reap);
      resolve();
    });
    server.closeIdleConnections();
  });
}
