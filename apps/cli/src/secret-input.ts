import { readFile, stat } from 'node:fs/promises';
import { CommandError, EXIT } from './exit-codes.ts';
import type { Shell } from './shell.ts';

/** Reads a small secret from a file, or from standard input for `-`. Warns when others can read the file. */
export async function readSecret(path: string, shell: Shell): Promise<string> {
  if (path === '-') return shell.readInput();
  if (/^(0x)?[0-9a-f]{32,}$/i.test(path)) {
    throw new CommandError(
      EXIT.usage,
      'this is a secret, not the path of a file; on a command line it is visible to others',
      'write it to a file that only you can read and name that file, or give - and standard input',
    );
  }
  const { mode, size } = await stat(path);
  if (size > 1 << 20)
    throw new CommandError(EXIT.file, `${path} is larger than 1 MiB: is it the right file?`);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    shell.err(`${shell.style('yellow', 'Note:')} others can read ${path}; chmod 600 keeps it to yourself\n`);
  }
  return readFile(path, 'utf8');
}

/** The same, for bytes of any kind: what a person adds to the randomness. */
export async function readEntropy(path: string, shell: Shell): Promise<Uint8Array> {
  const bytes =
    path === '-' ? new TextEncoder().encode(await shell.readInput()) : new Uint8Array(await readFile(path));
  if (bytes.length === 0) throw new CommandError(EXIT.file, 'the entropy file is empty');
  return bytes;
}

/** What a wrong secret is answered with: never the secret. */
export function secretFault(error: unknown): never {
  if (error instanceof RangeError) throw new CommandError(EXIT.file, error.message);
  throw error;
}
