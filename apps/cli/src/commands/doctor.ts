import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { threadsOption } from '../threads-option.ts';

/** `brebaje doctor` */
export function define(command: Command, shell: Shell): void {
  command
    .addOption(threadsOption('test with'))
    .option('--config <file>', 'also try the bucket that this configuration of a server names')
    .option('--json', 'print one JSON object')
    .action(async (options: { threads?: number; config?: string; json?: boolean }) => {
      const { diagnose } = await import('../doctor.ts');
      await diagnose(options, shell);
    })
    .addHelpText(
      'after',
      `
Says which arithmetic this machine computes with, computes a small contribution on two independent engines,
compares, and measures a larger one. With --config also whether the server's bucket can be used, by storing,
reading, listing and removing an object of its own.

Examples:
  $ brebaje doctor
  $ brebaje doctor --config /etc/brebaje/brebaje.toml
  $ brebaje doctor --threads 1 --json`,
    );
}
