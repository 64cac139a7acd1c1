/** What operators copy for pages on a host of their own, in front of a folder of files. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaults } from '@brebaje/server/config/options';
import { workerPolicy } from '@brebaje/server/pages/page-policy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from './support/free-port.ts';

const deploy = fileURLToPath(new URL('../deploy/', import.meta.url));
const text = (name: string) => readFileSync(join(deploy, name), 'utf8');
const has = (program: string, args: string[]) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;

const WORKERS = ['contributor-worker', 'file-worker', 'thread-browser', 'verifier-worker'];
const SERVER = 'https://ceremony.example.org';

/** The policy that the server sends with a worker, for pages that are elsewhere. */
const policyOf = (worker: string) =>
  workerPolicy(defaults(), `${worker}-abc_1.js`)!.replace(
    /connect-src 'self'(?=;)/,
    `connect-src 'self' ${SERVER}`,
  );

const hosts = [
  {
    program: 'nginx',
    installed: has('nginx', ['-v']),
    start(folder: string, port: number) {
      const config = join(folder, 'nginx.conf');
      writeFileSync(
        config,
        text('static-nginx.conf')
          .replace('listen 443 ssl http2;', `listen 127.0.0.1:${port};`)
          .replace(/^ *ssl_.*\n/gm, '')
          .replace('/srv/ceremony-pages;', `${folder}/site;`)
          .replace('http {', `pid ${folder}/nginx.pid;\nhttp {\n  access_log off;\n`),
      );
      return spawn('nginx', ['-c', config, '-e', join(folder, 'error.log'), '-g', 'daemon off;'], {
        stdio: 'ignore',
      });
    },
  },
  {
    program: 'caddy',
    installed: has('caddy', ['version']),
    start: (folder: string, port: number) =>
      spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', join(deploy, 'static.Caddyfile')], {
        stdio: 'ignore',
        env: {
          ...process.env,
          BREBAJE_PAGES_SITE: `http://127.0.0.1:${port}`,
          BREBAJE_PAGES_FOLDER: join(folder, 'site'),
          XDG_DATA_HOME: folder,
          XDG_CONFIG_HOME: folder,
        },
      }),
  },
];

for (const host of hosts) {
  if (!host.installed) console.log(`skipped: ${host.program} is not installed`);
  describe.skipIf(!host.installed)(`pages by ${host.program}`, () => {
    let folder: string;
    let base: string;
    let running: ChildProcess;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'brebaje-deploy-static-'));
      // Started by root, nginx reads as nobody.
      chmodSync(folder, 0o755);
      mkdirSync(join(folder, 'site/assets'), { recursive: true });
      writeFileSync(join(folder, 'site/index.html'), '<title>pages</title>');
      for (const name of [...WORKERS, 'index'])
        writeFileSync(join(folder, `site/assets/${name}-abc_1.js`), 'export {};');
      const port = await freePort();
      base = `http://127.0.0.1:${port}`;
      running = host.start(folder, port);
      await untilListening();
    });
    afterAll(async () => {
      const ended = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    });

    async function untilListening(): Promise<void> {
      while (running.exitCode === null) {
        try {
          await fetch(base);
          return;
        } catch {
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
      throw new Error(`${host.program} ended with code ${running.exitCode}`);
    }

    it('send every worker with the policy that the server gives it', async () => {
      for (const worker of WORKERS) {
        const { status, headers } = await fetch(`${base}/assets/${worker}-abc_1.js`);
        expect([status, headers.get('content-security-policy')]).toEqual([200, policyOf(worker)]);
        expect(headers.get('cache-control')).toBe('no-cache');
      }
    });

    it('show the pages at every address, in nobody’s frame, and no page in place of a script', async () => {
      const page = await fetch(`${base}/c/any/verify`);
      expect([page.status, await page.text()]).toEqual([200, '<title>pages</title>']);
      expect(page.headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
      expect(page.headers.get('x-content-type-options')).toBe('nosniff');
      const script = await fetch(`${base}/assets/index-abc_1.js`);
      expect(script.headers.get('content-security-policy')).toBeNull();
      expect(script.headers.get('cache-control')).toContain('immutable');
      expect((await fetch(`${base}/assets/gone-abc_1.js`)).status).toBe(404);
    });
  });
}

it('the guide has the same policies for hosts that read a file of headers', () => {
  const guide = readFileSync(join(deploy, '../docs/guides/operators.md'), 'utf8');
  for (const worker of WORKERS)
    expect(guide).toContain(`/assets/${worker}-*\n  Content-Security-Policy: ${policyOf(worker)}\n`);
});
