import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNobleEngine } from './noble-engine.ts';
import { bigIntToScalar } from './scalar.ts';

const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
const reason = browserPath ? '' : ' (skipped: no Chromium on this machine)';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curves-browser-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.skipIf(!browserPath)(`the engine works in a page, on Web Workers${reason}`, async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('.', import.meta.url)),
    build: {
      outDir: folder,
      emptyOutDir: true,
      rollupOptions: {
        input: fileURLToPath(new URL('./browser-page.ts', import.meta.url)),
        output: { entryFileNames: 'page.js' },
      },
    },
  });
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    if (path === '/') {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><script type="module" src="/page.js"></script>');
      return;
    }
    const body = await readFile(join(folder, path)).catch(() => undefined);
    response.writeHead(body ? 200 : 404, { 'content-type': 'text/javascript' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath: browserPath!, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const findings = await (await page.waitForFunction(() => globalThis.findings)).jsonValue();

    const noble = createNobleEngine();
    const three = await noble.scale(noble.generator('G1'), bigIntToScalar(3n));
    const hashed = await noble.hashToG1([new Uint8Array(3)], 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_');
    expect(findings).toEqual({
      difference: 'none',
      encoded: Array.from(await noble.encode(three, 'zcash')),
      hashed: Array.from(await noble.encode(hashed, 'zcash')),
      fault: 'G1 point 0: not-compressed',
    });
  } finally {
    await browser.close();
    server.close();
  }
});
