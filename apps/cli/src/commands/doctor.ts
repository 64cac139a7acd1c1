import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { threadsOption } from '../threads-option.ts';

/** `brebaje doctor` */
export function define(command: Command, shell: Shell): void {
  command
    .addOption(threadsOption('test with'))
    .option('--json', 'print one JSON object')
    .action(async (options: { threads?: number; json?: boolean }) => {
      const { diagnose } = await import('../doctor.ts');
      await diagnose(options, shell);
    })
    .addHelpText(
      'after',
      `
Says which arithmetic this machine computes with, computes a small contribution on two independent engines,
compares, and measures a larger one.

Examples:
  $ brebaje doctor
  $ brebaje doctor --threads 1 --json`,
    );
}
