/** Processor time of this process, and of others where /proc tells it (Linux). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Clock ticks per second in /proc (USER_HZ, 100 on every Linux). */
const TICKS = 100;

/** Microseconds of processor time of this process so far, all threads. */
export function ownMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Whether the time of other processes can be had. */
export const KNOWS_PROCESSES = existsSync('/proc/self/stat');

/** Fields of /proc/<pid>/stat behind the name in parentheses: state, parent, … (proc_pid_stat(5)). */
function statOf(pid: string): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
}

function millis(ticks: number): number {
  return (1000 * ticks) / TICKS;
}

/** Milliseconds of processor time of the children of this process that have ended. */
export function endedChildrenMillis(): number {
  const fields = statOf('self');
  return millis(Number(fields[13]) + Number(fields[14]));
}

/** Milliseconds of processor time of the processes whose command line contains `mark`, and of all below them. */
export function treeMillis(mark: string): number {
  const processes = new Map<number, { parent: number; ticks: number; first: boolean }>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = statOf(pid);
      const first = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
      processes.set(Number(pid), {
        parent: Number(fields[1]),
        ticks: Number(fields[11]) + Number(fields[12]),
        first,
      });
    } catch {
      // It ended while we looked.
    }
  }
  const belongs = (pid: number): boolean => {
    const found = processes.get(pid);
    return found !== undefined && (found.first || belongs(found.parent));
  };
  let ticks = 0;
  for (const [pid, found] of processes) if (belongs(pid)) ticks += found.ticks;
  return millis(ticks);
}
