import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Runs a task of test-crash.ts, kills it with SIGKILL after `lines` lines, and returns all that it said. */
export async function runAndKill(task: string, path: string, lines: number): Promise<string[]> {
  const { said, kill } = await runTask(task, path, lines);
  await kill();
  return said;
}

/** The same, without the end: `kill` ends it and resolves when it is gone. */
export async function runTask(
  task: string,
  path: string,
  lines: number,
): Promise<{ said: string[]; kill(): Promise<void> }> {
  const program = fileURLToPath(new URL('./test-crash.ts', import.meta.url));
  const child = spawn(process.execPath, [program, task, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const said: string[] = [];
  const read = createInterface({ input: child.stdout });
  const closed = once(read, 'close');
  const enough = new Promise<void>((resolve, reject) => {
    read.on('line', (line) => {
      said.push(line);
      if (said.length === lines) resolve();
    });
    read.once('close', () => reject(new Error(`${task} ended after ${said.length} lines`)));
  });
  await enough;
  return {
    said,
    async kill() {
      child.kill('SIGKILL');
      await exited;
      await closed;
    },
  };
}
