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
  const ticks = processesBelow(mark).map((pid) => {
    try {
      const fields = statOf(`${pid}`);
      return Number(fields[11]) + Number(fields[12]);
    } catch {
      return 0;
    }
  });
  return millis(ticks.reduce((sum, one) => sum + one, 0));
}

/** Numbers of the processes whose command line contains `mark`, and of all below them. */
export function processesBelow(mark: string): number[] {
  const processes = new Map<number, { parent: number; first: boolean }>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const first = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
      processes.set(Number(pid), { parent: Number(statOf(pid)[1]), first });
    } catch {
      // It ended while we looked.
    }
  }
  const belongs = (pid: number): boolean => {
    const found = processes.get(pid);
    return found !== undefined && (found.first || belongs(found.parent));
  };
  return [...processes.keys()].filter(belongs);
}

/** The most memory that a process had, in megabytes. Throws where there is no /proc, and for one that has ended. */
export function mostMemory(pid: number | 'self'): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1000;
}
