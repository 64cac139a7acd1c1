/** A network of drand whose key is known, behind the HTTP that the real one speaks. */
import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DrandChain, QUICKNET } from '@brebaje/groth16/beacon/drand';
import { bls12_381 } from '@noble/curves/bls12-381.js';

const DST = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
const SECRET = 0x1234_5678_9abc_def0n;

/** Quicknet's hours, and a key that tests have. */
export const TEST_DRAND: DrandChain = {
  ...QUICKNET,
  publicKey: bls12_381.G2.Point.BASE.multiply(SECRET).toHex(true),
};

export interface Round {
  round: number;
  randomness: string;
  signature: string;
}

export function roundOf(round: number, secret: bigint = SECRET): Round {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(round));
  const message = bls12_381.G1.hashToCurve(createHash('sha256').update(number).digest(), { DST });
  const signature = message.multiply(secret).toHex(true);
  const randomness = createHash('sha256').update(Buffer.from(signature, 'hex')).digest('hex');
  return { round, randomness, signature };
}

const HUGE = 4 << 20;

/** What an endpoint may do instead of answering. */
const FAULTS = {
  down: (_, response) => response.writeHead(503).end(),
  missing: (_, response) => response.writeHead(404).end('{"error":"not found"}'),
  page: (_, response) => response.end('<html>'),
  tampered: (round, response) => {
    const { signature, ...rest } = roundOf(round);
    // The opposite point.
    response.end(
      JSON.stringify({
        ...rest,
        signature: signature.replace(/^./, (digit) => (Number.parseInt(digit, 16) ^ 2).toString(16)),
      }),
    );
  },
  'another round': (round, response) => response.end(JSON.stringify({ ...roundOf(round - 1), round })),
  'another chain': (round, response) => response.end(JSON.stringify(roundOf(round, SECRET + 1n))),
  'another randomness': (round, response) =>
    response.end(JSON.stringify({ ...roundOf(round), randomness: '0'.repeat(64) })),
  huge: (_, response) => {
    response.write('{"round":"');
    response.end('9'.repeat(HUGE));
  },
  'without end': (_, response) => void response.write('{'),
} as const satisfies Record<string, (round: number, response: ServerResponse) => void>;

export type DrandFault = keyof typeof FAULTS;
export const DRAND_FAULTS = Object.keys(FAULTS) as DrandFault[];

/** An endpoint; `asked` are the paths that it was asked for. */
export interface FakeDrand {
  url: string;
  asked: string[];
  fault: DrandFault | null;
  close(): Promise<void>;
}

export async function startFakeDrand(fault: DrandFault | null = null): Promise<FakeDrand> {
  const server = createServer((request, response) => {
    fake.asked.push(request.url ?? '');
    const [, hash, round] = /^\/([0-9a-f]{64})\/public\/(\d+)$/.exec(request.url ?? '') ?? [];
    if (hash !== TEST_DRAND.hash || round === undefined) return void response.writeHead(404).end();
    response.setHeader('content-type', 'application/json');
    if (fake.fault) return void FAULTS[fake.fault](Number(round), response);
    response.end(JSON.stringify(roundOf(Number(round))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeDrand = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    fault,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}
