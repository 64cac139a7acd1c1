import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { builtChild } from './built.ts';

/** What a work took in a process of its own. */
export interface Cost {
  /** Milliseconds of processor time. */
  millis: number;
  /** Milliseconds on the wall. */
  wall: number;
  /** The most memory. */
  megabytes: number;
}

let child: Promise<string> | undefined;

/** Runs one work of child.ts, `files` its arguments. */
export async function cost(who: 'ours' | 'snarkjs', work: string, files: string[]): Promise<Cost> {
  child ??= builtChild();
  const { stdout } = await promisify(execFile)(process.execPath, [await child, who, work, ...files], {
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}
