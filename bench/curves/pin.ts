import { spawnSync } from 'node:child_process';

/** The last core that this process may use, as `taskset -c` takes it; undefined where there is no taskset. */
export function coreToPin(): string | undefined {
  const { stdout, status } = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
  // "pid 12's current affinity list: 0-3,6"
  return status === 0
    ? stdout
        .trim()
        .split(/[\s,-]/)
        .at(-1)
    : undefined;
}
