import { CommandError, EXIT } from './exit-codes.ts';

/** Words that act as whoever is signed in. */
const SIGNED_IN = ['whoami', 'project', 'ceremony', 'participant', 'circuit', 'log', 'attestation'];

/** Secrets that people try to give as arguments, and the right spelling of each. */
const SECRETS: { words: string[]; commands: string[]; what: string; instead: string }[] = [
  {
    words: ['--session', '--session-id', '--token'],
    commands: ['contribute', ...SIGNED_IN],
    what: 'a session',
    instead: 'use --session-file PATH, --session-file - (standard input) or BREBAJE_SESSION',
  },
  {
    words: ['--private-key', '--key', '--signing-key'],
    commands: ['contribute', 'login'],
    what: 'a private key',
    instead: 'use --key-file PATH, or --key-file - (standard input)',
  },
  {
    words: ['-e', '--entropy'],
    commands: ['contribute', 'compute', 'zkey', 'powersoftau'],
    what: 'entropy',
    instead: 'use --entropy-file PATH or type it (--type-entropy)',
  },
];

/**
 * Refuses secrets in the arguments of a command: other users of the machine see them in the list of
 * processes, and shells keep them. The text never repeats the value.
 */
export function refuseSecretArguments(command: string, args: readonly string[]): void {
  for (const { words, commands, what, instead } of SECRETS) {
    if (!commands.includes(command)) continue;
    const given = args.some((arg) =>
      words.some(
        (word) => arg === word || arg.startsWith(`${word}=`) || (word.length === 2 && isGlued(word, arg)),
      ),
    );
    if (given) throw new CommandError(EXIT.usage, `${what} on a command line is visible to others`, instead);
  }
}

/** `-eVALUE`. */
function isGlued(word: string, arg: string): boolean {
  return arg.startsWith(word) && !arg.startsWith('--');
}
