import { CommandError, EXIT } from '../exit-codes.ts';
import { readEntropy } from '../secret-input.ts';
import type { Shell } from '../shell.ts';

/** What the person adds to the randomness, or undefined. The caller wipes it. */
export async function extraEntropy(
  options: { entropyFile?: string; typeEntropy?: boolean },
  shell: Shell,
): Promise<Uint8Array | undefined> {
  if (options.entropyFile !== undefined) return readEntropy(options.entropyFile, shell);
  if (!options.typeEntropy) return undefined;
  if (!process.stdin.isTTY) {
    throw new CommandError(EXIT.usage, 'nobody can type here', 'use --entropy-file PATH');
  }
  const { isCancel, password } = await import('@clack/prompts');
  const typed = await password({
    message: 'Type anything; it is mixed into the randomness and kept nowhere',
  });
  if (isCancel(typed)) throw new CommandError(EXIT.interrupted, 'interrupted; nothing was begun');
  return new TextEncoder().encode(typed);
}
