import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { callOperator } from '../operator-call.ts';
import { examples } from '../rest/rest-options.ts';
import { counted } from '../rest/tell.ts';
import type { Shell } from '../shell.ts';
import { type Common, folder, report, withFolder } from './operator-options.ts';

const WHO = 'number of the user, an account (eth|0x…, git|id|login), or an e-mail address';

/** `brebaje privacy export|erase` */
export function define(command: Command, shell: Shell): void {
  withFolder(command.command('export').description('Print everything that is stored about a person.'))
    .argument('<who>', WHO)
    .option('--output <file>', 'write it there, for you alone to read')
    .action(async (who: string, options: Common & { output?: string }) => {
      const answer = await callOperator(
        folder(options, shell),
        'privacyExport',
        { who: named(who) },
        shell.signal,
      );
      const text = JSON.stringify({ ok: true, ...answer }, null, options.json ? 0 : 2);
      if (options.output === undefined) return shell.out(text);
      await writeFile(options.output, `${text}\n`, { mode: 0o600, flag: 'wx' });
      report(shell, options, { path: options.output }, `Wrote ${options.output}: it is personal data.`);
    });
  withFolder(command.command('erase').description('Erase a person; what a ceremony proves stays.'))
    .argument('<who>', WHO)
    .requiredOption('--reason <text>', 'why; it is public and stays in the record')
    .action(async (who: string, options: Common & { reason: string }) => {
      const body = { who: named(who), reason: options.reason };
      const answer = await callOperator(folder(options, shell), 'privacyErase', body, shell.signal);
      const places = counted(Number(answer.participants), 'place', 'places');
      const stays = 'Numbers, accepted contributions and the names under them stay.';
      report(shell, options, answer, `Erased, with ${places} in ceremonies. ${stays}`);
    });
  command.addHelpText(
    'after',
    examples([
      'brebaje privacy export ada@example.org --output ada.json',
      'brebaje privacy erase 17 --reason "asked by mail"',
    ]),
  );
}

function named(who: string): string | number {
  return /^\d+$/.test(who) ? Number(who) : who;
}
