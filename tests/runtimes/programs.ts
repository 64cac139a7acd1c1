/** Runtimes that run a file, from the npm registry. */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment, install } from '../support/install.ts';
import { PROGRAM } from './installed.ts';
import type { Findings } from './probe.ts';

/** A runtime that is there: answers what the probe found in an installation. */
export type Probe = (installed: string) => Promise<Findings>;

/** A program and its options. What it says on stderr is a failure. */
export function program(path: string, ...options: string[]): Probe {
  return async (installed) => {
    const { stdout, stderr } = await promisify(execFile)(path, [...options, PROGRAM], {
      cwd: installed,
      env: cleanEnvironment,
      timeout: 300_000,
    });
    if (stderr !== '') throw new Error(`it complained: ${stderr}`);
    return JSON.parse(stdout) as Findings;
  };
}

/** The path of a runtime's program. Rejects where it cannot be had. */
export type Registry = (specifier: string) => Promise<string>;

/** Installs every runtime that is asked for, once, each in its own place in the folder. */
export function registry(folder: string): Registry {
  const paths = new Map<string, Promise<string>>();
  return (specifier) => {
    const path = paths.get(specifier) ?? installRuntime(join(folder, specifier), specifier);
    paths.set(specifier, path);
    return path;
  };
}

async function installRuntime(into: string, specifier: string): Promise<string> {
  mkdirSync(into);
  await install(into, specifier);
  const path = join(into, 'node_modules/.bin', specifier.split('@')[0]!);
  await promisify(execFile)(path, ['--version'], { env: cleanEnvironment });
  return path;
}
