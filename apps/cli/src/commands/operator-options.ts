import type { Command } from 'commander';
import { dataFolder } from '../folders.ts';
import type { Shell } from '../shell.ts';

/** Options of every command for operators. */
export interface Common {
  data?: string;
  ceremony?: string;
  json?: boolean;
}

/** What a server answered over its socket. */
export type Answer = Record<string, unknown>;

/** Adds where the server's data is, and --json. */
export function withFolder(command: Command): Command {
  return command
    .option('--data <folder>', 'the server’s data folder (BREBAJE_DATA; default ./brebaje-data)')
    .option('--json', 'print the server’s answer as JSON')
    .exitOverride();
}

/** The data folder that is meant. */
export function folder(options: Common, shell: Shell): string {
  return dataFolder(shell.env, options.data);
}

/** The answer, in words or as a document. */
export function report(shell: Shell, options: Common, answer: Answer, text: string): void {
  shell.out(options.json ? JSON.stringify({ ok: true, ...answer }) : text);
}
