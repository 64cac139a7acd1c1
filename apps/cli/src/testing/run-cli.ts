import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/brebaje.js', import.meta.url));

/** How a run of the command ended. */
export interface Ended {
  code: number | null;
  out: string;
  err: string;
  /** The document that --json printed. */
  json: Record<string, unknown>;
}

/** A folder of its own, with a home in it, where tests run the command as people do. */
export interface Place {
  folder: string;
  run(args: string[], options?: RunOptions): Promise<Ended>;
  remove(): Promise<void>;
}

interface RunOptions {
  input?: string;
  env?: Record<string, string>;
  /** Sees what is written to standard error; may call `interrupt`, as Ctrl-C does, or `kill`, which nobody hears. */
  watch?: (err: string, interrupt: () => void, kill: () => void) => void;
}

export async function makePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'brebaje-cli-'));
  return {
    folder,
    run: (args, options = {}) => run(folder, args, options),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function run(folder: string, args: string[], options: RunOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        // More start for nothing at the sizes of tests.
        BREBAJE_THREADS: '1',
        // With the sources as processes before it have compiled them.
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        ...options.env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    let interrupted = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      const interrupt = () => {
        if (!interrupted) child.kill('SIGINT');
        interrupted = true;
      };
      options.watch?.(err, interrupt, () => child.kill('SIGKILL'));
    });
    child.stdin.on('error', () => {}).end(options.input ?? '');
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        code,
        out,
        err,
        get json() {
          return JSON.parse(out) as Record<string, unknown>;
        },
      });
    });
  });
}
