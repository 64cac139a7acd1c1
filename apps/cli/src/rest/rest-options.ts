import type { Command } from 'commander';

/** Options of every command that speaks REST. */
export interface RestOptions {
  server?: string;
  sessionFile?: string;
  json?: boolean;
}

/** Adds them. */
export function withRest(command: Command): Command {
  return command
    .option('--server <url>', 'which server (BREBAJE_SERVER; default: the one signed in to last)')
    .option('--session-file <path>', 'session to use; - for standard input (BREBAJE_SESSION)')
    .option('--json', 'print one JSON document')
    .exitOverride();
}

/** Why something is done: for what becomes a public event. */
export function withReason(command: Command): Command {
  return withRest(command).requiredOption('--reason <text>', 'why; it is public and stays in the record');
}

/** The examples at the end of a help text, after what else there is to say. */
export function examples(lines: readonly string[], says = ''): string {
  return `${says === '' ? '' : `\n${says}\n`}\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
