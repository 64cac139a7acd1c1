import type { Command } from 'commander';
import { callOperator } from '../operator-call.ts';
import { examples } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';
import { type Common, folder, report, withFolder } from './operator-options.ts';

/** `brebaje notify test <address>` */
export function define(command: Command, shell: Shell): void {
  withFolder(
    command.command('test').description('Send one e-mail, and say what is wrong with the mail server.'),
  )
    .argument('<address>', 'e-mail address')
    .action(async (to: string, options: Common) => {
      const answer = await callOperator(folder(options, shell), 'notifyTest', { to }, shell.signal);
      report(shell, options, answer, `The mail server took a message for ${to}.`);
    });
  command.addHelpText('after', examples(['brebaje notify test you@example.org']));
}
