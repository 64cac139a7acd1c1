import { CommandError, EXIT, EXIT_OF, type ExitCode } from './exit-codes.ts';
import { nextInWords } from './next-words.ts';
import type { Shell } from './shell.ts';

/** Says what went wrong and what to do next, on standard error; with --json the document on standard output. */
export function explain(error: unknown, shell: Shell, args: readonly string[]): ExitCode {
  const told = withoutControls(describe(error));
  if (args.includes('--json')) {
    const { message, next, code, serverCode, findings } = told;
    shell.out(JSON.stringify({ ok: false, exit: told.exit, code, message, next, serverCode, ...findings }));
  }
  const well = error instanceof CommandError && error.allIsWell;
  shell.err(`${well ? shell.style('green', 'Done:') : shell.style('red', 'Error:')} ${told.message}\n`);
  if (told.serverCode) shell.err(`  ${shell.style('dim', `server: ${told.serverCode}`)}\n`);
  if (told.next) shell.err(`  ${told.next}\n`);
  if (told.exit === EXIT.fault && error instanceof Error && shell.env.BREBAJE_DEBUG) {
    shell.err(`${error.stack}\n`);
  }
  return told.exit;
}

/** Parts of a message may come from somebody else's server or file: nothing in it steers a terminal. */
function withoutControls(told: Told): Told {
  const plain = (text: string) => text.replace(/[^\P{C}\n]/gu, ' ');
  const { message, next, serverCode } = told;
  return {
    ...told,
    message: plain(message),
    next: next && plain(next),
    serverCode: serverCode && plain(serverCode),
  };
}

interface Told {
  exit: ExitCode;
  message: string;
  next?: string | undefined;
  code?: string | undefined;
  serverCode?: string | undefined;
  findings?: object | undefined;
}

function describe(error: unknown): Told {
  if (error instanceof CommandError) {
    const { exit, message, next, findings } = error;
    return { exit, message, next, findings };
  }
  if (!(error instanceof Error)) return { exit: EXIT.fault, message: String(error) };
  const known = error as Error & {
    code?: string;
    next?: string;
    serverCode?: string;
    problem?: Record<string, unknown>;
    problems?: string[];
  };
  // By name: a start that needs no client must not load it to ask with instanceof.
  if (known.name === 'ClientError' && known.code! in EXIT_OF) {
    const { message, code, serverCode } = known;
    const exit = EXIT_OF[code as keyof typeof EXIT_OF];
    return { exit, message, next: nextInWords(known), code, serverCode };
  }
  if (known.name === 'AbortError') return { exit: EXIT.interrupted, message: 'interrupted' };
  if (known.name === 'ConfigError') {
    return { exit: EXIT.config, message: `the configuration is wrong:\n  ${known.problems?.join('\n  ')}` };
  }
  if (SERVER_FAULTS.includes(known.name)) return { exit: EXIT.config, message: known.message };
  const file = fileFault(known);
  if (file) return { exit: EXIT.file, message: file };
  return {
    exit: EXIT.fault,
    message: known.message,
    next: 'this should not happen; BREBAJE_DEBUG=1 shows where',
  };
}

/** Why a server does not start, told by the server in words. */
const SERVER_FAULTS = ['DataFolderLocked', 'DataFolderUnfit', 'KeyMismatch', 'KeyUnfit', 'SchemaTooNew'];

/** What the system says of a file, in words; undefined for other errors. */
export function fileFault(error: Error & { code?: string; path?: string }): string | undefined {
  const words = FILE_FAULTS[error.code ?? ''];
  return words === undefined ? undefined : `${words}: ${error.path ?? error.message}`;
}

const FILE_FAULTS: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'not allowed to open',
  EISDIR: 'this is a folder',
  ENOTDIR: 'this is no folder',
  EEXIST: 'this exists already',
  ENOSPC: 'no space is left on the device',
  EROFS: 'this is read-only',
};
