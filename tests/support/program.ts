/** Other people's programs, run beside the server and not in its way. */
import { execFile } from 'node:child_process';

export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs a program to its end. Never rejects: a program that cannot be started ends with -1. */
export function run(
  program: string,
  args: string[],
  { cwd, env, timeout }: { cwd?: string; env?: Record<string, string>; timeout: number },
): Promise<Ran> {
  return new Promise((resolve) => {
    const options = {
      timeout,
      maxBuffer: 64 * 1_048_576,
      ...(cwd && { cwd }),
      env: { ...process.env, ...env },
    };
    execFile(program, args, options, (error, out, err) => {
      const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      resolve({ code, out, err: code === -1 ? `${err}${error?.message}` : err });
    });
  });
}

/** The last line of what a program said. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
