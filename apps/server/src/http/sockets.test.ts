import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fc from 'fast-check';
import { fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whileConnected } from './bodies.ts';
import { type Listening, listen } from './listen.ts';
import { type Face, handedOut, startFace } from './test-face.ts';
import { RawClient } from './test-socket.ts';

const MEGABYTE = 1_048_576;

let face: Face;
let server: Listening;
let id: string;
const clients: RawClient[] = [];
const client = (): RawClient => {
  const made = new RawClient(server.port);
  clients.push(made);
  return made;
};
const head = (path: string, ...more: string[]): string[] => [
  `POST ${path} HTTP/1.1`,
  'Host: 127.0.0.1',
  `Authorization: Bearer ${id}`,
  'Content-Type: application/json',
  ...more,
];

beforeAll(async () => {
  face = await startFace();
  server = await listen(face.app, ['127.0.0.1'], 0);
  id = await face.session('0x01');
});
afterAll(async () => {
  for (const one of clients) one.close();
  await server.close(0);
  await face.close();
});

async function atTurn<T>(run: () => Promise<T>): Promise<T> {
  const before = { ...face.script };
  face.script.checkTurn = async () => ({ kind: 'yours' });
  try {
    return await run();
  } finally {
    Object.assign(face.script, before);
  }
}

describe('before a body is read', () => {
  it('somebody out of turn is answered, with not a byte of six megabytes sent', async () => {
    const raw = client();
    raw.head(...head('/contribute', `Content-Length: ${6 * MEGABYTE}`));
    const answer = await raw.answer();
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([400, 'ContributeError::NotUsersTurn']);
  });

  it('the connection serves the next request once the unwanted body has passed', async () => {
    const raw = client();
    raw.head(...head('/contribute', `Content-Length: ${MEGABYTE}`));
    expect((await raw.answer()).status).toBe(400);
    raw.socket.write(randomBytes(MEGABYTE));
    raw.head('GET /info/status HTTP/1.1', 'Host: x');
    expect((await raw.answer()).status).toBe(200);
  });

  it('a client that sends everything before it listens sees the answer', async () => {
    const raw = client();
    raw.socket.pause();
    raw.head(...head('/contribute', `Content-Length: ${6 * MEGABYTE}`));
    await new Promise((resolve) => raw.socket.write(randomBytes(6 * MEGABYTE), resolve));
    raw.socket.resume();
    expect((await raw.answer()).status).toBe(400);
  });

  it('more than 10 MiB announced is 413', async () => {
    const raw = client();
    raw.head(...head('/lobby/try_contribute', `Content-Length: ${10 * MEGABYTE + 1}`));
    expect(await raw.answer()).toMatchObject({ status: 413, body: 'length limit exceeded' });
  });
});

describe('requests sent without waiting for answers', () => {
  const ask = 'GET /info/status HTTP/1.1\r\nHost: x\r\n\r\n';

  it('are answered in their order', async () => {
    const raw = client();
    raw.socket.write(ask.repeat(10));
    for (let n = 0; n < 10; n++) expect((await raw.answer()).status).toBe(200);
  });

  it('end the connection when there are thousands, and few of them are worked on', async () => {
    const { status } = face.script;
    let asked = 0;
    face.script.status = (id) => {
      asked++;
      return status(id);
    };
    const raw = client();
    raw.socket.write(ask.repeat(5000));
    await raw.ended();
    face.script.status = status;
    expect(asked).toBeLessThanOrEqual(16);
  });
});

describe('Expect: 100-continue', () => {
  it('is not answered with 100 when nobody wants the body, and the connection ends', async () => {
    const raw = client();
    raw.head(...head('/contribute', `Content-Length: ${MEGABYTE}`, 'Expect: 100-continue'));
    expect(await raw.answer()).toMatchObject({ status: 400, headers: { connection: 'close' } });
    await raw.ended();
  });

  it('is answered with 100 when the body is wanted', () =>
    atTurn(async () => {
      const raw = client();
      raw.head(...head('/contribute', 'Content-Length: 2', 'Expect: 100-continue'));
      expect((await raw.answer()).status).toBe(100);
      raw.socket.write('{}');
      expect((await raw.answer()).status).toBe(200);
      raw.head('GET /info/status HTTP/1.1', 'Host: x');
      expect((await raw.answer()).status).toBe(200);
    }));
});

describe('while a body comes', () => {
  it('the next one of the same person is not read', () =>
    atTurn(async () => {
      let reading = 0;
      face.script.contribute = async ({ body }) => {
        reading++;
        for await (const _ of body);
        reading--;
        return { kind: 'refused', code: 'NOT_YOUR_TURN' };
      };
      const uploads = [client(), client(), client()];
      for (const raw of uploads) raw.head(...head('/contribute', 'Content-Length: 4'));
      for (const raw of uploads) raw.socket.write('[1');
      // A request of another connection, answered: by now the three have come as far as they get.
      const other = client();
      other.head('GET /info/status HTTP/1.1', 'Host: x');
      expect((await other.answer()).status).toBe(200);
      expect(reading).toBeLessThanOrEqual(1);
      for (const raw of uploads) raw.socket.write('2]');
      for (const raw of uploads) expect((await raw.answer()).status).toBe(400);
      expect(reading).toBe(0);
    }));

  it('the eleventh megabyte ends it', () =>
    atTurn(async () => {
      const raw = client();
      raw.head(...head('/contribute', 'Transfer-Encoding: chunked'));
      for (let megabytes = 0; megabytes < 11; megabytes++)
        raw.socket.write(`${MEGABYTE.toString(16)}\r\n${'0'.repeat(MEGABYTE)}\r\n`);
      expect(await raw.answer()).toMatchObject({ status: 413, body: 'length limit exceeded' });
    }));

  it('a client that goes away is told to the application, and the next one is served', () =>
    atTurn(async () => {
      const failed = new Promise<unknown>((resolve) => {
        face.script.contribute = async ({ body }) => {
          try {
            for await (const _ of body) raw.close();
          } catch (error) {
            resolve(error);
            throw error;
          }
          return { kind: 'fault', text: '' };
        };
      });
      const raw = client();
      raw.head(...head('/contribute', 'Content-Length: 100'));
      raw.socket.write('{');
      expect(String(await failed)).toContain('went away');
      const next = client();
      next.head('GET /info/status HTTP/1.1', 'Host: x');
      expect((await next.answer()).status).toBe(200);
    }));
});

describe('a held check-in', () => {
  it('learns that its client has gone', async () => {
    const before = face.script.tryContribute;
    const raw = client();
    const gone = new Promise<number>((resolve) => {
      face.script.tryContribute = ({ signal, waitMillis }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            resolve(waitMillis);
            reject(signal.reason);
          });
          raw.close();
        });
    });
    raw.head(...head('/lobby/try_contribute', 'Prefer: wait=20', 'Content-Length: 2'));
    raw.socket.write('{}');
    expect(await gone).toBe(20_000);
    face.script.tryContribute = before;
  });
});

it('a request learns that its client had gone before it asked', async () => {
  const { promise: asked, resolve } = Promise.withResolvers<AbortSignal>();
  const app = fastify();
  app.get('/', async (_, reply) => {
    raw.close();
    await once(reply.raw, 'close');
    resolve(whileConnected(reply));
    return reply.hijack();
  });
  const other = await listen(app as never, ['127.0.0.1'], 0);
  const raw = new RawClient(other.port);
  raw.head('GET / HTTP/1.1', 'Host: x');
  expect((await asked).aborted).toBe(true);
  await other.close(0);
});

it('an upgrade to h2c is ignored, as clients of Java ask for it', async () => {
  const before = face.script.tryContribute;
  face.script.tryContribute = async () => handedOut();
  const raw = client();
  raw.head(
    ...head(
      '/lobby/try_contribute',
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
      'Content-Length: 0',
    ),
  );
  expect((await raw.answer()).status).toBe(200);
  face.script.tryContribute = before;
});

describe('closing', () => {
  it('lets answers under way finish, and waits for no idle connection', async () => {
    const other = await listen(face.app, ['127.0.0.1'], 0);
    const idle = new RawClient(other.port);
    idle.head('GET /info/status HTTP/1.1', 'Host: x');
    await idle.answer();
    const before = face.script.tryContribute;
    let finish = (): void => {};
    const reached = new Promise<void>((resolve) => {
      face.script.tryContribute = () =>
        new Promise((answer) => {
          finish = () => answer({ kind: 'not-ready' });
          resolve();
        });
    });
    const busy = new RawClient(other.port);
    busy.head(...head('/lobby/try_contribute', 'Content-Length: 0'));
    await reached;
    const stopped = other.stop(60_000);
    await idle.ended();
    finish();
    expect((await busy.answer()).status).toBe(200);
    await stopped;
    await busy.ended();
    face.script.tryContribute = before;
  });

  it('cuts what does not end', async () => {
    const other = await listen(face.app, ['127.0.0.1'], 0);
    const slow = new RawClient(other.port);
    slow.socket.write('GET /info/status HTTP/1.1\r\n');
    await new Promise((resolve) => slow.socket.once('connect', resolve));
    await other.stop(0);
    await slow.ended();
  });
});

it('an address that is taken is said, and nothing stays open', async () => {
  await expect(listen(face.app, ['127.0.0.1'], server.port)).rejects.toThrow('EADDRINUSE');
});

describe('whatever comes', () => {
  const words = fc.constantFrom(
    'POST /contribute HTTP/1.1\r\n',
    'GET /auth/callback/eth?code=a&state=b HTTP/1.1\r\n',
    'Host: x\r\n',
    'Content-Length: 5\r\n',
    'Content-Length: -1\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Authorization: Bearer \u0000\r\n',
    'Expect: 200-maybe\r\n',
    'Expect: 100-continue\r\n',
    'Upgrade: websocket\r\nConnection: upgrade\r\n',
    '\r\n',
    'ffffffffffff\r\n',
    '{"a":',
  );
  const piece = fc.oneof(words, fc.string({ unit: 'binary', maxLength: 40 }));

  it('the server goes on serving', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const raw = client();
        raw.socket.end(Buffer.from(pieces.join(''), 'latin1'));
        await raw.ended();
        raw.close();
      }),
      { numRuns: 150 },
    );
    const raw = client();
    raw.head('GET /info/status HTTP/1.1', 'Host: x');
    expect((await raw.answer()).status).toBe(200);
  });

  it('no header or query makes a 500', async () => {
    const value = fc.string({ unit: 'grapheme-ascii', maxLength: 60 });
    const paths = fc.constantFrom(
      '/lobby/try_contribute',
      '/contribute',
      '/auth/request_link',
      '/auth/callback/eth',
      '/auth/callback/github',
      '/auth/eth',
      '/auth/eth/sign',
      '/auth/eth/verify-signature',
      '/auth/eth/generate-nonce',
      '/auth/continue',
      '/info/current_state',
      '/',
    );
    await fc.assert(
      fc.asyncProperty(
        paths,
        fc.constantFrom('GET', 'POST'),
        value,
        value,
        value,
        async (url, method, a, b, c) => {
          const answer = await face.app.inject({
            method: method as 'GET',
            url,
            query: { code: a, state: b, redirect_to: c, address: a, provider: b },
            headers: {
              authorization: a,
              prefer: b,
              'accept-encoding': c,
              'if-none-match': a,
              'content-type': b,
            },
            ...(method === 'POST' ? { payload: c } : {}),
          });
          expect(answer.statusCode).not.toBe(500);
        },
      ),
      { numRuns: 400 },
    );
  });
});
