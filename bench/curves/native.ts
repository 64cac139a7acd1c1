/**
 * Native libraries as peers: blst by a program in Rust and gnark-crypto by one in Go (bench/native), built once
 * into a cache folder outside the tree. Each runs on one thread as a child that inherits this process's core, and
 * is asked for one operation at a time: a line `name count points second scalars` (the last three in bytes), then
 * those bytes. It answers `ok micros bytes` and the bytes, or `refused reason`. The time is the child's own
 * processor time for the work, without what travels.
 */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Input, OPERATION_NAMES, type Peer } from './peer.ts';

const SOURCES = fileURLToPath(new URL('../native', import.meta.url));
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'brebaje-bench');
const BUILD_MILLIS = 300_000;

interface Native {
  name: string;
  /** The compiler, how it is told to build, and the program that comes of it. */
  compiler: string;
  args: string[];
  env: Record<string, string>;
  program: string;
}

export const BLST: Native = {
  name: 'blst',
  compiler: 'cargo',
  args: ['build', '--release', '--locked', '--quiet'],
  env: { CARGO_TARGET_DIR: join(CACHE, 'blst') },
  program: join(CACHE, 'blst', 'release', 'brebaje-bench-blst'),
};

const GNARK: Native = {
  name: 'gnark',
  compiler: 'go',
  args: ['build', '-o', join(CACHE, 'gnark'), '.'],
  env: {},
  program: join(CACHE, 'gnark'),
};

export const NATIVES: Native[] = [BLST, GNARK];

/** A built program that runs and answers. */
export interface NativeProgram {
  /** The operations it knows. */
  names: string[];
  /** The operation's output. Rejects when the program refuses the input. */
  ask(name: string, input: Input): Promise<Uint8Array>;
  /** Microseconds of processor time that its work has taken so far. */
  cpuMicros(): number;
  close(): Promise<void>;
}

/** Builds the program and starts it, or says why there is none. */
export async function startNative(native: Native): Promise<NativeProgram | { missing: string }> {
  mkdirSync(CACHE, { recursive: true });
  const built = spawnSync(native.compiler, native.args, {
    cwd: join(SOURCES, native.name),
    env: { ...process.env, ...native.env },
    encoding: 'utf8',
    timeout: BUILD_MILLIS,
  });
  if (built.error) return { missing: `${native.compiler} did not run: ${built.error.message}` };
  if (built.status !== 0) return { missing: `it was not built: ${built.stderr.trim().split('\n').at(-1)}` };
  const child = spawn(native.program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = new Answers(child);
  const names = (await answers.line()).split(' ');
  let spent = 0;
  return {
    names,
    async ask(name, input) {
      const blocks = [input.points, input.second, input.scalars];
      child.stdin.write(`${name} ${input.count} ${blocks.map((block) => block.length).join(' ')}\n`);
      for (const block of blocks) child.stdin.write(block);
      const [verdict, micros, bytes] = (await answers.line()).split(' ');
      if (verdict !== 'ok') throw new Error(`${native.name}: ${verdict} ${micros} ${bytes}`);
      spent += Number(micros);
      return answers.bytes(Number(bytes));
    },
    cpuMicros: () => spent,
    async close() {
      child.stdin.end();
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

/** The peer, or why there is none. */
export async function createNative(native: Native): Promise<Peer | { missing: string }> {
  const program = await startNative(native);
  if ('missing' in program) return program;
  const { names, ask, cpuMicros, close } = program;
  const known = OPERATION_NAMES.filter((name) => names.includes(name));
  return {
    name: native.name,
    baseline: true,
    operations: Object.fromEntries(known.map((name) => [name, (input: Input) => ask(name, input)])),
    cpuMicros,
    close,
  };
}

/** What a child says, by lines and by bytes. */
class Answers {
  #held: Buffer = Buffer.alloc(0);
  #ended = false;
  #wake = () => {};
  constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    child.stdout.on('data', (chunk: Buffer) => {
      this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
      this.#wake();
    });
    child.once('close', () => {
      this.#ended = true;
      this.#wake();
    });
    // A write to a child that is gone fails; the missing answer says so.
    child.stdin.on('error', () => {});
  }
  async line(): Promise<string> {
    while (!this.#held.includes('\n')) await this.#more();
    const end = this.#held.indexOf('\n');
    return this.#take(end + 1).toString('utf8', 0, end);
  }
  async bytes(count: number): Promise<Uint8Array> {
    while (this.#held.length < count) await this.#more();
    return this.#take(count);
  }
  #take(count: number): Buffer {
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }
  #more(): Promise<void> {
    if (this.#ended) throw new Error('the native program has ended');
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
