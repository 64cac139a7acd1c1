/** Somebody's webhook on a free port. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedHook {
  // biome-ignore lint/suspicious/noExplicitAny: whatever a server sends
  json: any;
  body: string;
  key: string;
  signature: string;
}

export interface WebhookReceiver {
  url: string;
  hooks: ReceivedHook[];
  /** What it answers. */
  status: number;
  close(): Promise<void>;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => {
      body += piece;
    });
    request.on('end', () => {
      receiver.hooks.push({
        json: JSON.parse(body),
        body,
        key: String(request.headers['idempotency-key']),
        signature: String(request.headers['brebaje-signature']),
      });
      response.writeHead(receiver.status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    hooks: [],
    status: 200,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
