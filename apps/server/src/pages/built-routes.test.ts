import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Face, startFace } from '../http/test-face.ts';
import { openPages } from './open-pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'brebaje-built-'));
const pages = join(folder, 'pages');
mkdirSync(join(pages, 'assets'), { recursive: true });
writeFileSync(join(folder, 'secret.txt'), 'secret');
writeFileSync(join(pages, 'index.html'), '<!doctype html><base href="/"><title>Built</title>');
writeFileSync(join(pages, 'assets/app-1a2b3c4d.js'), 'console.log(1)');
writeFileSync(join(pages, 'assets/kernel-1a2b3c4d.wasm'), Uint8Array.of(0, 97, 115, 109));
symlinkSync(join(folder, 'secret.txt'), join(pages, 'assets/link.txt'));

let face: Face;
beforeAll(async () => {
  face = await startFace({ env: { BREBAJE_PUBLIC_URL: 'https://x.example/y/', BREBAJE_PAGES: pages } });
});
afterAll(async () => {
  await face.close();
  rmSync(folder, { recursive: true });
});

describe('the document', () => {
  it.each([
    '/y/',
    '/',
    '/y/c/kzg',
    '/y/c/kzg/contribute',
    '/c/kzg/coordinate/board',
    '/y/verify',
    '/y/app/coordinate',
    '/app/coordinate/new',
  ])('is at %s, and loads from below the public URL', async (url) => {
    const answer = await face.app.inject(url);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(answer.body).toContain('<base href="/y/">');
    const policy = answer.headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'");
    expect(policy).not.toContain('unsafe-inline');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers['cross-origin-opener-policy']).toBe('same-origin');
  });

  it('leaves what the server answers itself alone', async () => {
    for (const url of ['/app/account', '/auth/eth', '/app/nothing', '/info/status', '/style.css'])
      expect((await face.app.inject(url)).body).not.toContain('Built');
    expect((await face.app.inject('/plain')).body).toContain('Ceremony &#60;kzg&#62;');
  });
});

describe('files', () => {
  it('are kept for ever, by their types', async () => {
    const script = await face.app.inject('/y/assets/app-1a2b3c4d.js');
    expect([script.statusCode, script.body]).toEqual([200, 'console.log(1)']);
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    const wasm = await face.app.inject('/assets/kernel-1a2b3c4d.wasm');
    expect(wasm.headers['content-type']).toBe('application/wasm');
  });

  it('outside the folder are nowhere', async () => {
    for (const path of [
      'link.txt',
      '../index.html',
      '../../secret.txt',
      '%2e%2e/%2e%2e/secret.txt',
      'x%00.js',
    ])
      expect((await face.app.inject(`/assets/${path}`)).body, path).not.toMatch(/secret|Built/);
  });
});

it('refuses to start with a folder that has no pages, and with none there are only plain ones', async () => {
  await expect(openPages(folder)).rejects.toThrow('no index.html');
  expect(await openPages('none')).toBeNull();
});
