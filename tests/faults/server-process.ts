/** A real server: the command in a process of its own, on one folder and one port over all its lives. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Answer, type Request, send } from '../support/http.ts';

const BIN = fileURLToPath(new URL('../../apps/cli/bin/brebaje.js', import.meta.url));

/** What the command says once it listens. */
const READY = 'Ctrl-C stops it';

/** Never reached: only so that a server that hangs ends the test with its log. */
const BOOT_MILLIS = 240_000;

export class ServerProcess {
  readonly url: string;
  readonly data: string;
  readonly port: number;
  /** Lines of the log at level error and above, over all lives. */
  readonly complaints: string[] = [];
  #program: string[];
  #life: { child: ChildProcess; ended: Promise<number | null>; said: string } | undefined;

  /** `program`: what is started in place of the command, with the same flags. */
  constructor(data: string, port: number, flags: string[], program: string = BIN) {
    this.data = data;
    this.port = port;
    this.url = `http://localhost:${port}`;
    this.#program = [program, 'serve', '--data', data, '--port', String(port), '--operator-port', '0'];
    this.#program.push('--threads', '1', '--log-level', 'error', ...flags);
  }

  get alive(): boolean {
    return this.#life !== undefined;
  }

  /** What this life has said to whoever started it. */
  get said(): string {
    return this.#life?.said ?? '';
  }

  now = (): number => Date.now();

  send = (path: string, request?: Request): Promise<Answer> => send(this.url + path, request);

  /** Begins a life; resolves when it listens. Rejects with all it said when it ends by itself. */
  start(): Promise<void> {
    if (this.#life) throw new Error('the server runs already');
    const child = spawn(process.execPath, this.#program, {
      // With the sources as threads and processes before it have compiled them.
      env: {
        PATH: process.env.PATH,
        HOME: this.data,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const life = { child, ended, said: '' };
    this.#life = life;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.complaints.push(...text.split('\n').filter((line) => line !== ''));
    });
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`the server does not start: ${life.said}`)),
        BOOT_MILLIS,
      );
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        life.said += text;
        if (!life.said.includes(READY)) return;
        clearTimeout(late);
        resolve();
      });
      void ended.then((code) => {
        clearTimeout(late);
        const byItself = this.#life === life;
        if (byItself) this.#life = undefined;
        if (byItself) this.complaints.push(`ended by itself with ${code}: ${life.said}`);
        reject(new Error(`the server ended with ${code}: ${life.said}${this.complaints.join('\n')}`));
      });
    });
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill(): Promise<void> {
    const life = this.#life;
    this.#life = undefined;
    life?.child.kill('SIGKILL');
    await life?.ended;
  }

  /** Asks it to stop; resolves to its exit code. */
  async stop(): Promise<number | null> {
    const life = this.#life;
    this.#life = undefined;
    life?.child.kill('SIGTERM');
    return (await life?.ended) ?? null;
  }
}
