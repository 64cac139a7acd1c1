import { writeFile } from 'node:fs/promises';
import { ceremonyFileExample } from '@brebaje/protocol/ceremony-file';
import { invocation } from '../invocation.ts';
import type { Shell } from '../shell.ts';

/** `brebaje ceremony init`: writes the commented example; `-` prints it. */
export async function initCeremony(
  path: string,
  options: { scheme: 'KZG' | 'GROTH16'; json?: boolean },
  shell: Shell,
): Promise<void> {
  const text = ceremonyFileExample(options.scheme);
  if (path === '-') return shell.out(text.trimEnd());
  // What is there already may have been edited.
  await writeFile(path, text, { flag: 'wx' });
  if (options.json) return shell.out(JSON.stringify({ ok: true, path }));
  const command = invocation(process.argv[1], process.cwd());
  shell.out(`Wrote ${path}. Read and change it, then:`);
  shell.out(`  ${command} ceremony check ${path}`);
  shell.out(`  ${command} ceremony create ${path} --open`);
}
