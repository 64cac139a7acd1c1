/** Runs a program of ours in a process of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** With the flags of this command line; what it prints is printed here. Rejects when it fails. */
export async function runAlone(program: URL, before: string[] = []): Promise<void> {
  const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
  const [command, ...args] = [...before, process.execPath, fileURLToPath(program), ...flags];
  const child = spawn(command!, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => child.kill(signal));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) throw new Error(`${fileURLToPath(program)} failed`);
}

/** As {@link runAlone}, on one core where there is taskset. */
export async function runPinned(program: URL): Promise<void> {
  const core = coreToPin();
  if (core === undefined) console.log('  not pinned to a core: there is no taskset here');
  await runAlone(program, core === undefined ? [] : ['taskset', '-c', core]);
}

/** The last core that this process may use, as `taskset -c` takes it; undefined where there is no taskset. */
function coreToPin(): string | undefined {
  const { stdout, status } = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' });
  // "pid 12's current affinity list: 0-3,6"
  return status === 0
    ? stdout
        .trim()
        .split(/[\s,-]/)
        .at(-1)
    : undefined;
}
