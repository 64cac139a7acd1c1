/** An Ethereum archive node's JSON-RPC, for the one call that qualification makes. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeEthereum {
  url: string;
  /** What an address had sent at the block that is asked for. Others have sent `usual`. */
  counts: Map<string, number>;
  usual: number;
  /** Answers `status` to everything while it is set. */
  down: number | null;
  /** Blocks that were asked for, as hexadecimal, in order. */
  asked: string[];
  close(): Promise<void>;
}

export async function startFakeEthereum(): Promise<FakeEthereum> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString());
    response.writeHead(node.down ?? 200, { 'content-type': 'application/json' });
    if (node.down !== null) return response.end('{}');
    if (method !== 'eth_getTransactionCount')
      return response.end(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'no' } }));
    node.asked.push(params[1]);
    const count = node.counts.get(String(params[0]).toLowerCase()) ?? node.usual;
    return response.end(JSON.stringify({ jsonrpc: '2.0', id, result: `0x${count.toString(16)}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const node: FakeEthereum = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: new Map(),
    usual: 100,
    down: null,
    asked: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return node;
}
