import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fakeSurroundings } from '@brebaje/client/testing/fake-surroundings';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { putCircuit } from '../testing/circuit-files.ts';
import { type FileStage, makeFileStage } from '../testing/file-stage.ts';
import { download } from './download.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let stage: FileStage;
let server: Server;
let url: string;
let content: Buffer;
let sha256: string;
let blake2b: string;
/** Each request's range. */
let asked: (string | undefined)[];
let handler: Handler;

/** The file, or the rest of it. */
const serve =
  (bytes: () => Buffer, { cutAt, ranges = true }: { cutAt?: number; ranges?: boolean } = {}): Handler =>
  (request, response) => {
    const from = ranges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
    const all = bytes();
    const rest = all.subarray(from);
    response.writeHead(from === 0 ? 200 : 206, {
      'content-length': rest.length,
      ...(from === 0 ? {} : { 'content-range': `bytes ${from}-${all.length - 1}/${all.length}` }),
    });
    if (cutAt === undefined || cutAt <= from) return response.end(rest);
    response.write(rest.subarray(0, cutAt - from), () => response.destroy());
  };

beforeAll(async () => {
  stage = await makeFileStage();
  await putCircuit(stage, 'bn254');
  content = await readFile(stage.path('pot.ptau'));
  sha256 = createHash('sha256').update(content).digest('hex');
  blake2b = createHash('blake2b512').update(content).digest('hex');
  server = createServer((request, response) => {
    asked.push(request.headers.range);
    handler(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/pot/pot6.ptau`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await stage.remove();
});
beforeEach(() => {
  asked = [];
  handler = serve(() => content);
});

describe('a phase 1 from somewhere else', () => {
  const fetch = (to: string, hash = blake2b) =>
    stage.run(`powersoftau fetch ${to} --for ./circuit.r1cs --from ${url} --ptau-hash ${hash} --json`);

  test('is downloaded, compared and looked at', async () => {
    for (const [name, hash] of [
      ['a.ptau', blake2b],
      ['b.ptau', sha256],
    ] as const) {
      const ran = await fetch(`./${name}`, hash);
      expect(ran).toMatchObject({ code: 0, json: { curve: 'bn254', power: 6, needed: 5, prepared: true } });
      expect((await readFile(stage.path(name))).equals(content)).toBe(true);
    }
    expect(asked).toHaveLength(2);
    // Once more: it is there.
    const again = await fetch('./a.ptau');
    expect(again).toMatchObject({ code: 0, err: expect.stringContaining('is there, and has the hash') });
    expect(asked).toHaveLength(2);
    const plan = await stage.well(`powersoftau fetch ./a.ptau --power 6 --from ${url} --ptau-hash ${sha256}`);
    expect(plan.out).toContain(`SHA-256  ${sha256}`);
  });

  test('goes on where an earlier run was broken off', async () => {
    await writeFile(stage.path('half.ptau.part'), content.subarray(0, 1000));
    expect((await fetch('./half.ptau')).code).toBe(0);
    expect(asked).toEqual(['bytes=1000-']);
    expect((await readFile(stage.path('half.ptau'))).equals(content)).toBe(true);
    // What was left is another file's.
    await writeFile(stage.path('wrong.ptau.part'), Buffer.alloc(1000, 7));
    expect((await fetch('./wrong.ptau')).code).toBe(0);
    expect(asked.slice(1)).toEqual(['bytes=1000-', undefined]);
    expect((await readFile(stage.path('wrong.ptau'))).equals(content)).toBe(true);
  });

  test('of other bytes is not kept', async () => {
    handler = serve(() => Buffer.from(content.toReversed()));
    const ran = await fetch('./none.ptau');
    expect(ran).toMatchObject({ code: 8, err: expect.stringContaining('nothing was kept') });
    expect((await stage.names()).filter((name) => name.startsWith('none'))).toEqual([]);
    handler = (_, response) => response.writeHead(404).end();
    expect((await fetch('./none.ptau')).code).toBe(7);
  });

  test('does not replace another file', async () => {
    await writeFile(stage.path('mine.ptau'), 'mine');
    expect((await fetch('./mine.ptau')).code).toBe(12);
    expect(await readFile(stage.path('mine.ptau'), 'utf8')).toBe('mine');
    expect(asked).toEqual([]);
    expect((await fetch('./mine.ptau --force')).code).toBe(0);
    expect((await stat(stage.path('mine.ptau'))).size).toBe(content.length);
  });

  test('may be a file that is here', async () => {
    const words = `powersoftau fetch --for ./circuit.r1cs --from ./pot.ptau --ptau-hash`;
    expect((await stage.run(`${words} ${blake2b}`)).code).toBe(0);
    expect(await stage.run(`${words} ${'0'.repeat(64)}`)).toMatchObject({ code: 8 });
    expect(
      (await stage.run(`powersoftau fetch ./x --power 6 --from ./pot.ptau --ptau-hash ${sha256}`)).code,
    ).toBe(2);
    const small = await stage.run(`powersoftau fetch --power 7 --from ./pot.ptau --ptau-hash ${sha256}`);
    expect(small).toMatchObject({
      code: 12,
      err: expect.stringContaining('has the power 6, and 7 is needed'),
    });
    const raw = createHash('sha256')
      .update(await readFile(stage.path('pot_1.ptau')))
      .digest('hex');
    const unprepared = await stage.run(
      `powersoftau fetch --power 6 --from ./pot_1.ptau --ptau-hash ${raw} --json`,
    );
    expect(unprepared.json.notes).toEqual([expect.stringContaining('not prepared')]);
  });
});

describe('a published phase 1', () => {
  test('has a hash that no mirror changes', async () => {
    // The smallest published one does for any smaller power, and is more than this circuit needs.
    const ran = await stage.run(`powersoftau fetch ./pot8.ptau --for ./circuit.r1cs --from ${url}`);
    expect(ran).toMatchObject({ code: 8, err: expect.stringContaining('other bytes') });
    expect(ran.out).toContain('Needed   power 5 on bn254');
    expect(ran.out).toContain('BLAKE2b  d6a8fb3a04feb600');
  });

  test('is listed with its size', async () => {
    const { out } = await stage.well('powersoftau fetch --list');
    expect(out).toMatch(/^20 +1\.2 GB +https:\S+final_20\.ptau$/m);
    const { json } = await stage.well('powersoftau fetch --list --json');
    expect(json.files).toHaveLength(21);
    expect(json.files[0]).toMatchObject({ power: 8, blake2b: expect.stringMatching(/^d6a8fb3a/) });
  });

  test.each([
    'powersoftau fetch',
    'powersoftau fetch --power 29',
    'powersoftau fetch --for ./bls.r1cs',
    'powersoftau fetch --for ./circuit.r1cs --power 3',
    'powersoftau fetch --power 8 --ptau-hash 123',
    'powersoftau fetch --power 8 --from http://127.0.0.1/',
  ])('%s: the command line is wrong', async (words) => {
    const { r1csOf, smallCircuit } = await import('@brebaje/groth16/testing/small-circuit');
    await writeFile(stage.path('bls.r1cs'), await r1csOf(smallCircuit('bls12-381')));
    expect((await stage.run(words)).code).toBe(2);
    expect(asked).toEqual([]);
  });
});

describe('a download', () => {
  const get = (path: string, most = 1 << 20) => {
    const world = fakeSurroundings();
    return { world, done: download(world, { url, hash: blake2b, most }, stage.path(path)) };
  };

  test('goes on after the connection was cut, however often', async () => {
    let cuts = 0;
    handler = (request, response) => {
      const cutAt = 5000 * ++cuts;
      serve(() => content, cutAt < content.length ? { cutAt } : {})(request, response);
    };
    const { world, done } = get('cut.ptau');
    await done;
    expect(cuts).toBe(Math.floor(content.length / 5000) + 1);
    expect(world.pauses.length).toBe(cuts - 1);
    expect((await readFile(stage.path('cut.ptau'))).equals(content)).toBe(true);
  });

  test('gives up soon where nothing ever answers, and says what to do', async () => {
    const closed = await new Promise<string>((done) => {
      const gone = createServer().listen(0, '127.0.0.1', () => {
        const { port } = gone.address() as AddressInfo;
        gone.close(() => done(`http://127.0.0.1:${port}/pot.ptau`));
      });
    });
    for (const source of [closed, 'http://no-such-host.invalid/pot.ptau']) {
      const world = fakeSurroundings();
      const path = stage.path('nowhere.ptau');
      await expect(download(world, { url: source, hash: blake2b, most: 1000 }, path)).rejects.toMatchObject({
        code: 'UNREACHABLE',
        message: expect.stringContaining('nothing answers'),
        next: expect.stringContaining('--from'),
      });
      expect(world.pauses.length).toBeGreaterThan(1);
      expect(world.pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(60_000);
    }
  });

  test('is patient with a server that answered once', async () => {
    let requests = 0;
    handler = (request, response) => {
      requests++;
      if (requests === 1) return void response.writeHead(503).end();
      if (requests < 40) return void response.destroy();
      serve(() => content)(request, response);
    };
    const { world, done } = get('late.ptau');
    await done;
    expect(world.pauses.reduce((sum, pause) => sum + pause, 0)).toBeGreaterThan(300_000);
    expect((await readFile(stage.path('late.ptau'))).equals(content)).toBe(true);
  });

  test('begins again where a server knows no ranges', async () => {
    let first = true;
    handler = (request, response) => {
      serve(() => content, { ranges: false, ...(first ? { cutAt: 3000 } : {}) })(request, response);
      first = false;
    };
    await get('whole.ptau').done;
    expect((await readFile(stage.path('whole.ptau'))).equals(content)).toBe(true);
  });

  test('stops at more than it can be, announced or not', async () => {
    await expect(get('large.ptau', 1000).done).rejects.toMatchObject({ code: 'TOO_LARGE' });
    handler = (_, response) => {
      // Without a length.
      response.write(content);
      response.write(content);
      response.end(content);
    };
    await expect(get('large.ptau', content.length).done).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(await stage.names()).not.toContain('large.ptau');
    await expect(get('longer.ptau').done).rejects.toMatchObject({ code: 'STATE_INVALID' });
  });
});
