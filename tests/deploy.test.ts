import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from './support/free-port.ts';

/** What operators copy, in front of a server that shows what reaches it. */

const deploy = fileURLToPath(new URL('../deploy/', import.meta.url));
const has = (program: string, args: string[]) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;
const skipped = (program: string) =>
  console.log(`skipped: ${program} is not installed, its file in deploy/ is not exercised`);

async function untilListening(port: number, running: ChildProcess): Promise<void> {
  while (running.exitCode === null) {
    try {
      await fetch(`http://127.0.0.1:${port}/headers`);
      return;
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  throw new Error(`the proxy ended with code ${running.exitCode}`);
}

let upstream: Server;
let upstreamPort: number;
/** Resolved by the test that wants a held request to be answered. */
let releaseHeld: () => void = () => {};

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (Number(request.headers['content-length'] ?? 0) > 10_485_760) {
    response.writeHead(413).end('length limit exceeded');
    return;
  }
  if (request.url === '/refuse') {
    // As the sequencer refuses a body: by its headers, before reading it.
    response
      .writeHead(400, { 'content-type': 'application/json' })
      .end('{"code":"ContributeError::NotUsersTurn"}');
    return;
  }
  if (request.url === '/trickle') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('first\n');
    releaseHeld = () => response.end('last\n');
    return;
  }
  if (request.url === '/count') {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.on('end', () => response.end(String(bytes)));
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(request.headers));
}

beforeAll(async () => {
  upstream = createServer(answer);
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  upstreamPort = (upstream.address() as AddressInfo).port;
});
afterAll(() => {
  upstream.closeAllConnections();
  upstream.close();
});

interface Proxy {
  program: string;
  installed: boolean;
  /** Starts the proxy from the shipped file on a free port without TLS. */
  start(folder: string, port: number): ChildProcess;
}

const proxies: Proxy[] = [
  {
    program: 'caddy',
    installed: has('caddy', ['version']),
    start: (folder, port) =>
      spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', join(deploy, 'Caddyfile')], {
        stdio: 'ignore',
        env: {
          ...process.env,
          BREBAJE_SITE: `http://127.0.0.1:${port}`,
          BREBAJE_UPSTREAM: `127.0.0.1:${upstreamPort}`,
          XDG_DATA_HOME: folder,
          XDG_CONFIG_HOME: folder,
        },
      }),
  },
  {
    program: 'nginx',
    installed: has('nginx', ['-v']),
    start: (folder, port) => {
      // The shipped file with a loopback port instead of port 443 and its certificates.
      const text = readFileSync(join(deploy, 'nginx.conf'), 'utf8')
        .replace(/ {2}server \{\n {4}listen 80;[\s\S]*?\n {2}\}\n/, '')
        .replace('listen 443 ssl http2;', `listen 127.0.0.1:${port};`)
        .replace(/^ *ssl_.*\n/gm, '')
        .replace('127.0.0.1:3000', `127.0.0.1:${upstreamPort}`)
        .replace(
          'http {',
          `pid ${folder}/nginx.pid;\nhttp {\n  access_log off;\n  client_body_temp_path ${folder};`,
        );
      const config = join(folder, 'nginx.conf');
      writeFileSync(config, text);
      return spawn('nginx', ['-c', config, '-e', join(folder, 'error.log'), '-g', 'daemon off;'], {
        stdio: 'ignore',
      });
    },
  },
];

for (const proxy of proxies) {
  if (!proxy.installed) skipped(proxy.program);
  describe.skipIf(!proxy.installed)(`deploy: ${proxy.program}`, () => {
    let folder: string;
    let base: string;
    let running: ChildProcess;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'brebaje-deploy-'));
      const port = await freePort();
      base = `http://127.0.0.1:${port}`;
      running = proxy.start(folder, port);
      await untilListening(port, running);
    });
    afterAll(async () => {
      const ended = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    });

    it('tells the server the address of the visitor', async () => {
      const headers = (await (
        await fetch(`${base}/headers`, { headers: { 'x-forwarded-for': '6.6.6.6' } })
      ).json()) as Record<string, string>;
      expect(headers['x-forwarded-for']!.split(',').at(-1)!.trim()).toBe('127.0.0.1');
    });

    it('lets a contribution through and refuses what is over 10 MiB', async () => {
      const largest = await fetch(`${base}/count`, { method: 'POST', body: new Uint8Array(10_485_760) });
      expect([largest.status, await largest.text()]).toEqual([200, '10485760']);
      const over = await fetch(`${base}/count`, { method: 'POST', body: new Uint8Array(10_485_761) });
      await over.body?.cancel();
      expect(over.status).toBe(413);
    });

    it('passes on a refusal that comes before the body was read', async () => {
      const refused = await fetch(`${base}/refuse`, { method: 'POST', body: new Uint8Array(1_000_000) });
      expect([refused.status, await refused.text()]).toEqual([
        400,
        '{"code":"ContributeError::NotUsersTurn"}',
      ]);
    });

    it('passes every byte on at once', async () => {
      const reader = (await fetch(`${base}/trickle`)).body!.getReader();
      const first = await reader.read();
      expect(Buffer.from(first.value!).toString()).toBe('first\n');
      releaseHeld();
      const last = await reader.read();
      expect(Buffer.from(last.value!).toString()).toBe('last\n');
    });
  });
}

const systemd = has('systemd-analyze', ['--version']);
if (!systemd) skipped('systemd-analyze');
const UNITS = ['brebaje.service', 'brebaje-worker.service'];
it.skipIf(!systemd).each(UNITS)('deploy: the systemd unit %s is sound and well confined', (name) => {
  const unit = join(deploy, name);
  const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
  expect([verified.status, verified.stderr]).toEqual([0, '']);
  const rating = execFileSync('systemd-analyze', ['security', '--offline=yes', unit], { encoding: 'utf8' });
  expect(Number(/Overall exposure level[^:]*: ([\d.]+)/.exec(rating)![1])).toBeLessThan(3);
});

describe('deploy: the container', () => {
  it('runs as a user without rights and keeps its data in a volume', () => {
    const text = readFileSync(join(deploy, 'Dockerfile'), 'utf8');
    const user = text.indexOf('\nUSER brebaje');
    expect(user).toBeGreaterThan(0);
    expect(text.indexOf('ENTRYPOINT')).toBeGreaterThan(user);
    expect(text).toMatch(/\nVOLUME \/data/);
  });
});
