import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** No settings of whoever runs the tests; npm's and the network's are needed. */
export const cleanEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(BREBAJE|NODE_OPTIONS|NODE_ENV|NODE_COMPILE_CACHE|npm_(package|lifecycle))/.test(name),
  ),
);

/** Installs packages, named as npm does, in an empty folder. Rejects where they cannot be had. */
export async function install(into: string, ...packages: string[]): Promise<void> {
  writeFileSync(
    join(into, 'package.json'),
    '{"private":true,"type":"module","allowScripts":{"node":true,"deno":true,"bun":true}}',
  );
  await promisify(execFile)(
    'npm',
    ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', ...packages],
    { cwd: into, env: cleanEnvironment, timeout: 120_000, shell: process.platform === 'win32' },
  );
}
