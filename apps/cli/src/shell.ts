import { styleText } from 'node:util';
import { pressCounter } from './interrupts.ts';

/** Where a command meets the person: streams, environment, colours. Tests give their own. */
export interface Shell {
  env: Record<string, string | undefined>;
  /** Results, one line each; with --json one document. */
  out(text: string): void;
  /** Everything else: progress, warnings, what to do next. */
  err(text: string): void;
  /** Standard input whole, at most 1 MiB. */
  readInput(): Promise<string>;
  /** Whether progress may redraw a line. */
  interactive: boolean;
  columns: number;
  /** Fires on the first Ctrl-C or SIGTERM. */
  signal: AbortSignal;
  style(look: Look, text: string): string;
}

export type Look = 'bold' | 'dim' | 'green' | 'red' | 'yellow';

/** Whether colours are welcome: NO_COLOR and FORCE_COLOR as usual, else a terminal that is not dumb. */
export function wantsColor(env: Record<string, string | undefined>, isTerminal: boolean): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true;
  return isTerminal && env.TERM !== 'dumb';
}

/** The process itself. `options.color` false is --no-color. */
export function processShell(options: { color: boolean }): Shell {
  const { env, stdout, stderr } = process;
  const color = options.color && wantsColor(env, Boolean(stderr.isTTY));
  const controller = new AbortController();
  const press = pressCounter();
  const stop = (signal: NodeJS.Signals) => {
    controller.abort(signal);
    // The second Ctrl-C is for somebody who does not want to wait for the first.
    if (press(performance.now()) > 1) endAtOnce();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // `brebaje … | head` closes the pipe; that is no fault.
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
      throw error;
    });
  }
  return {
    env,
    out: (text) => stdout.write(`${text}\n`),
    err: (text) => stderr.write(text),
    readInput,
    interactive: Boolean(stderr.isTTY) && env.TERM !== 'dumb' && !env.CI,
    columns: stderr.columns || 80,
    signal: controller.signal,
    style: (look, text) => (color ? styleText(look, text, { validateStream: false }) : text),
  };
}

/**
 * By the signal itself, which shells call 130. process.exit() would take the threads of the engine away from
 * under their WebAssembly (curves/threads/end-thread.ts), and a crash can leave secrets in a core file.
 */
function endAtOnce(): void {
  process.removeAllListeners('SIGINT');
  process.kill(process.pid, 'SIGINT');
}

async function readInput(): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of process.stdin) {
    parts.push(part as Buffer);
    length += (part as Buffer).length;
    if (length > 1 << 20) throw new RangeError('standard input is longer than 1 MiB');
  }
  return Buffer.concat(parts).toString('utf8');
}
