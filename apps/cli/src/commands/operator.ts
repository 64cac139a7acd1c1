import { type Command, Option } from 'commander';
import { callOperator } from '../operator-call.ts';
import { examples } from '../rest/rest-options.ts';
import { line, when } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { type Common, folder, report, withFolder } from './operator-options.ts';

/** `brebaje operator link` */
export function define(command: Command, shell: Shell): void {
  withFolder(command.command('link').description('Print a link that signs in once and gives rights here.'))
    .addOption(
      new Option('--role <role>', 'operator: everything on this server; coordinator: may make projects')
        .choices(['operator', 'coordinator'])
        .default('operator'),
    )
    .action(async (options: Common & { role: 'operator' | 'coordinator' }) => {
      const { role } = options;
      const answer = await callOperator(folder(options, shell), 'operatorLink', { role }, shell.signal);
      report(shell, options, answer, line(answer.link));
      if (!options.json)
        shell.err(
          `Good once, until ${when(Date.parse(String(answer.expiresAt)) / 1000)}: whoever signs in with it is ${role} here.\n`,
        );
    });
  command.addHelpText(
    'after',
    examples([
      'brebaje operator link',
      'brebaje operator link --role coordinator',
      "brebaje login '<the link>'",
    ]),
  );
}
