import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { pressCounter } from './interrupts.ts';

it('counts a press once however often it arrives, and the next one', () => {
  const press = pressCounter();
  expect([5, 6, 900, 1_004, 1_005, 1_006, 2_500].map(press)).toEqual([1, 1, 1, 1, 2, 2, 3]);
});

const shell = new URL('shell.ts', import.meta.url).href;

/** A process with a shell that never stops by itself, and tells how far it is. */
async function start(setup: string) {
  const source = `import { processShell } from ${JSON.stringify(shell)};
    const { signal, out } = processShell({ color: false });
    ${setup}
    signal.addEventListener('abort', () => out('stopping'));
    setInterval(() => {}, 1_000_000);
    out('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

it('stops in order at the first press, and at once at the second', async () => {
  const child = await start('let hours = 0; performance.now = () => 3_600_000 * hours++;');
  child.kill('SIGINT');
  expect(String(await once(child.stdout, 'data'))).toBe('stopping\n');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
});

it('takes the echo of a press for what it is', async () => {
  const child = await start(
    "performance.now = () => 0; signal.onabort = () => process.on('SIGINT', () => out('alive'));",
  );
  child.kill('SIGINT');
  expect(String(await once(child.stdout, 'data'))).toBe('stopping\n');
  child.kill('SIGINT');
  const [answer] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  expect(String(answer)).toBe('alive\n');
  child.kill('SIGKILL');
});
