import type { Command } from 'commander';
import type { VerifyLogOptions } from '../log/verify.ts';
import { several } from '../rest/argument-types.ts';
import { examples, withRest } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';

/** `brebaje log verify <ceremony or file>` */
export function define(command: Command, shell: Shell): void {
  withRest(command.command('verify').description('Check a ceremony’s audit trail: numbers, links, hashes.'))
    .argument('<ceremony or file>', 'slug, number or address of its page; or a file that --keep wrote')
    .option(
      '--expect <number:hash>',
      'an event that an earlier run named: it must be in it; may be repeated',
      several,
    )
    .option('--keep <file>', 'write the log there')
    .action(async (what: string, options: VerifyLogOptions) => {
      const { verifyLog } = await import('../log/verify.ts');
      await verifyLog(what, options, shell);
    })
    .addHelpText('after', EXAMPLES);
  command.addHelpText('after', EXAMPLES);
}

const EXAMPLES = examples(
  [
    'brebaje log verify https://ceremony.example.org/c/my-ceremony --keep log.json',
    'brebaje log verify log.json',
    'brebaje log verify my-ceremony --expect 42:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  ],
  'Every event carries the hash of the one before, so the hash of the last stands for all of them: note it, and\n' +
    'give it with --expect when you look again.',
);
