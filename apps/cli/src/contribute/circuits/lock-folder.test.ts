import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockFolder } from './lock-folder.ts';

/** More than processes can have. */
const NOBODY = 4194304999;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brebaje-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

const leave = (pid: number) => writeFile(join(folder, `run.${pid}.${randomUUID()}`), '');

it('keeps a second process off a folder until it is given up', async () => {
  // The process that started this one is alive.
  await leave(process.ppid);
  await expect(lockFolder(folder)).rejects.toThrow(`process ${process.ppid}`);
  for (const name of await readdir(folder)) await rm(join(folder, name));
  const unlock = await lockFolder(folder);
  expect(await readdir(folder)).toEqual([expect.stringMatching(`^run\\.${process.pid}\\.`)]);
  await unlock();
  expect(await readdir(folder)).toEqual([]);
});

it('takes over what killed runs left, one of them with the same number, and touches nothing else', async () => {
  for (const pid of [NOBODY, NOBODY, process.pid]) await leave(pid);
  await writeFile(join(folder, '1.work.json'), '');
  await (await lockFolder(folder))();
  expect(await readdir(folder)).toEqual(['1.work.json']);
});

it('is had by one of all who begin at once, where a killed run left it', async () => {
  const module = new URL('./lock-folder.ts', import.meta.url).href;
  // Begins when it is told to, says what came of it, and ends when it is told to.
  const run = `
    import { once } from 'node:events';
    const { lockFolder } = await import(${JSON.stringify(module)});
    process.stdout.write('.');
    await once(process.stdin, 'data');
    process.stdout.write(await lockFolder(${JSON.stringify(folder)}).then(() => 'has', () => 'not'));
    await once(process.stdin, 'end');
  `;
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', run], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const said = () => Promise.all(children.map(async ({ stdout }) => String((await once(stdout, 'data'))[0])));
  await said();
  await leave(NOBODY);
  const answers = said();
  for (const { stdin } of children) stdin.write('go');
  expect((await answers).sort()).toEqual(['has', 'not', 'not', 'not']);
  const gone = Promise.all(children.map((child) => once(child, 'close')));
  for (const { stdin } of children) stdin.end();
  await gone;
  expect(await readdir(folder)).toHaveLength(1);
});
