/** Pages in Chromium for tests and benches: a module is built as for a web page and served on this machine. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Chromium, where this machine has one. */
export const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

export interface Page {
  url: string;
  close(): Promise<void>;
}

/** An empty page that loads the module. */
export async function servePage(module: URL): Promise<Page> {
  const input = fileURLToPath(module);
  const folder = await mkdtemp(join(tmpdir(), 'brebaje-page-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: dirname(input),
    build: {
      outDir: folder,
      emptyOutDir: true,
      rollupOptions: { input, output: { entryFileNames: 'page.js' } },
    },
  });
  const server = createServer(async (request, response) => {
    const path = request.url === '/' ? '/index.html' : request.url!;
    const body =
      path === '/index.html'
        ? '<!doctype html><script type="module" src="/page.js"></script>'
        : await readFile(join(folder, path)).catch(() => undefined);
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
