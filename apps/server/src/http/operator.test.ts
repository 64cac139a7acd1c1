import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from './build-app.ts';
import { createLogger } from './logger.ts';
import { createRegistry } from './metrics.ts';
import { buildOperatorApp } from './operator-app.ts';
import { type Face, startFace } from './test-face.ts';

describe('the operator port', () => {
  let face: Face;
  const registry = createRegistry();
  beforeAll(async () => {
    face = await startFace();
  });
  afterAll(() => face.close());

  it('has figures by route, without ids in them', async () => {
    const app = await buildApp(face.context, registry);
    await app.inject('/sequencer/other/info/status');
    await app.inject('/auth/callback/eth?code=secretcode&state=x');
    const operator = buildOperatorApp(registry, face.context.sequencer);
    const metrics = await operator.inject('/metrics');
    expect(metrics.headers['content-type']).toContain('text/plain');
    expect(metrics.body).toContain(
      'brebaje_http_requests_total{route="/sequencer/:ceremony/info/status",method="GET",status="200"} 1',
    );
    expect(metrics.body).toContain('brebaje_lobby_size 1');
    expect(metrics.body).toContain('brebaje_contributions 2');
    expect(metrics.body).not.toContain('secretcode');
    await app.close();
  });

  it('answers nobody who reached it by another name', async () => {
    const operator = buildOperatorApp(registry, face.context.sequencer);
    const ask = async (host: string) =>
      (await operator.inject({ url: '/metrics', headers: { host } })).statusCode;
    for (const host of ['127.0.0.1:9998', 'localhost:9998', '[::1]:9998']) expect(await ask(host)).toBe(200);
    for (const host of ['evil.example', 'localhost.evil.example:9998', '10.0.0.1'])
      expect(await ask(host)).toBe(403);
  });

  it('is healthy while it runs and ready while it can work', async () => {
    const operator = buildOperatorApp(registry, face.script);
    expect((await operator.inject('/health')).statusCode).toBe(200);
    expect((await operator.inject('/ready')).statusCode).toBe(200);
    face.script.ready = async () => false;
    expect((await operator.inject('/ready')).statusCode).toBe(503);
    face.script.ready = () => Promise.reject(new Error('store'));
    expect((await operator.inject('/ready')).statusCode).toBe(503);
    expect((await operator.inject('/info/status')).statusCode).toBe(404);
  });
});

describe('logs', () => {
  it('hold no session id, code or address, whatever is asked and whatever fails', async () => {
    const lines: string[] = [];
    const face = await startFace({ log: pino({ level: 'trace' }, { write: (line) => lines.push(line) }) });
    const id = await face.session('0x01');
    face.script.tryContribute = () => Promise.reject(new Error('broken'));
    await face.app.inject({
      method: 'POST',
      url: `/lobby/try_contribute?session_id=${id}`,
      headers: { authorization: `Bearer ${id}`, cookie: `session=${id}` },
      remoteAddress: '10.9.8.7',
    });
    await face.app.inject(`/auth/callback/eth?code=${id}&state=${id}`);
    await face.app.inject(`/nothing?session_id=${id}`);
    await face.app.inject(`/%zz?session_id=${id}`);
    await face.close();
    expect(lines.some((line) => line.includes('broken'))).toBe(true);
    expect(lines.join('')).not.toContain(id);
    expect(lines.join('')).not.toContain('10.9.8.7');
  });

  it('leave out what is secret by its name', () => {
    const lines: string[] = [];
    const log = createLogger('info', { write: (line) => lines.push(line) });
    log.info({ authorization: 'A1', deep: { session_id: 'A2', headers: { cookie: 'A3' } }, kept: 'B1' }, 'x');
    expect(lines.join('')).not.toMatch(/A[123]/);
    expect(lines.join('')).toContain('B1');
  });
});

it('the command is offered with its SHA-256 where there is one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  const bundle = join(folder, 'brebaje.mjs');
  writeFileSync(bundle, 'abc');
  const face = await startFace({ env: { BREBAJE_BUNDLE: bundle } });
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  const file = await face.app.inject('/brebaje.mjs');
  expect([file.body, file.headers['content-disposition']]).toEqual([
    'abc',
    'attachment; filename="brebaje.mjs"',
  ]);
  expect((await face.app.inject('/brebaje.mjs.sha256')).body).toBe(`${sha256}  brebaje.mjs\n`);
  const page = await face.app.inject({ url: '/plain', headers: { host: 'localhost:3000' } });
  expect(page.body).toContain(sha256);
  expect(page.body).toContain('node brebaje.mjs contribute http://localhost:3000<');
  await face.close();
  rmSync(folder, { recursive: true });
});
