/** A line to a server on which single requests are held, and which can be cut. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that waits before the server hears of it, or its answer before the client does. */
export interface Held {
  method: string;
  path: string;
  /** Lets it go on, when the client is still there. */
  release(): void;
  /** Breaks the connection. */
  drop(): void;
}

export interface GatedProxy {
  url: string;
  /** Holds the next request of this form; resolves when it is there. */
  holdRequest(form: RegExp): Promise<Held>;
  /** Passes the next request of this form on, and holds what is answered; resolves when the answer is there. */
  holdAnswer(form: RegExp): Promise<Held>;
  /** Holds nothing that has not come yet. */
  forget(): void;
  /** Breaks every connection, and every new one until it is mended. */
  cut(): void;
  mend(): void;
  /** Requests that came, `POST /contribute` for instance. */
  requests: string[];
  close(): Promise<void>;
}

interface Gate {
  form: RegExp;
  of: 'request' | 'answer';
  reached(held: Held): void;
}

export async function gatedProxy(port: () => number): Promise<GatedProxy> {
  const gates: Gate[] = [];
  const requests: string[] = [];
  let broken = false;

  function gateOf(line: string, of: Gate['of']): Gate | undefined {
    const index = gates.findIndex((gate) => gate.of === of && gate.form.test(line));
    return index < 0 ? undefined : gates.splice(index, 1)[0];
  }

  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = incoming;
    const line = `${method} ${url}`;
    const gate = gateOf(line, 'answer');
    const passed = request({ host: '127.0.0.1', port: port(), method, path: url, headers }, (answer) => {
      const on = () => {
        if (outgoing.destroyed) return;
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      };
      if (gate) gate.reached({ method, path: url, release: on, drop: () => outgoing.destroy() });
      else on();
    });
    passed.once('error', () => outgoing.destroy());
    // A server goes on with what it has got of somebody who is gone.
    outgoing.once('close', () => !gate && passed.destroy());
    incoming.pipe(passed);
  }

  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/' } = incoming;
    const line = `${method} ${url}`;
    requests.push(line);
    if (broken) return void outgoing.destroy();
    const gate = gateOf(line, 'request');
    if (!gate) return pass(incoming, outgoing);
    const release = () => !outgoing.destroyed && pass(incoming, outgoing);
    gate.reached({ method, path: url, release, drop: () => outgoing.destroy() });
  });
  const hold = (of: Gate['of']) => (form: RegExp) =>
    new Promise<Held>((reached) => gates.push({ form, of, reached }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    holdRequest: hold('request'),
    holdAnswer: hold('answer'),
    forget: () => void gates.splice(0),
    cut() {
      broken = true;
      server.closeAllConnections();
    },
    mend() {
      broken = false;
    },
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
