import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import type { CommandModule } from '../command-table.ts';
import { callOperator } from '../operator-call.ts';
import { megabytes } from '../progress-line.ts';
import { examples } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';
import { type Answer, type Common, folder, report, withFolder } from './operator-options.ts';

type Words = 'backup' | 'drain' | 'pause' | 'resume' | 'amnesty' | 'export' | 'handover' | 'resubmit';

const DEFINITIONS: Record<Words, (command: Command, shell: Shell) => void> = {
  drain: (command, shell) =>
    withReason(command, shell)
      .option('--wait', 'return when the last one inside has finished')
      .action(async (options: Common & { reason: string; wait?: boolean }) => {
        const where = folder(options, shell);
        let answer = await callOperator(where, 'drain', about(options), shell.signal);
        // Draining what drains already changes nothing and tells how far it is.
        while (options.wait && answer.state !== 'drained') {
          await sleep(1000, undefined, { signal: shell.signal });
          answer = await callOperator(where, 'drain', about(options), shell.signal);
        }
        report(shell, options, answer, `The ceremony is ${answer.state ?? 'draining'}: nobody new enters.`);
      })
      .addHelpText('after', examples(['brebaje drain --reason "the roster is done" --wait'])),

  pause: (command, shell) =>
    withReason(command, shell)
      .action(async (options: Common & { reason: string }) => {
        const answer = await callOperator(folder(options, shell), 'pause', about(options), shell.signal);
        report(shell, options, answer, 'Paused: every clock stands still, nobody loses anything.');
      })
      .addHelpText('after', examples(['brebaje pause --reason "moving the machine"'])),

  resume: (command, shell) =>
    withReason(command, shell)
      .action(async (options: Common & { reason: string }) => {
        const answer = await callOperator(folder(options, shell), 'resume', about(options), shell.signal);
        report(shell, options, answer, 'The ceremony goes on.');
      })
      .addHelpText('after', examples(['brebaje resume --reason "moved"'])),

  amnesty: (command, shell) =>
    withReason(
      command.argument('<who>', 'all, a participant’s number, or an identity (eth|0x…, git|id|login)'),
      shell,
    )
      .action(async (who: string, options: Common & { reason: string }) => {
        const body = { ...about(options), who: /^\d+$/.test(who) ? Number(who) : who };
        const answer = await callOperator(folder(options, shell), 'amnesty', body, shell.signal);
        report(shell, options, answer, `Let back in: ${answer.returned ?? 0}.`);
      })
      .addHelpText(
        'after',
        examples([
          'brebaje amnesty all --reason "the network was down"',
          "brebaje amnesty 'git|42|somebody' --reason 'asked by mail'",
        ]),
      ),

  export: (command, shell) =>
    common(command, shell)
      .argument('<file>', 'where to write; nothing there may exist')
      .option('--sub <index>', 'sub-ceremony, the first is 0', (text) => Number(text), 0)
      .addOption(
        new Option('--form <form>', 'txt as c-kzg reads it, or json').choices(['txt', 'json']).default('txt'),
      )
      .option('--from <what>', 'verify a transcript.json, or a server’s, and take its result')
      .action(
        async (file: string, options: Common & { sub: number; form: 'txt' | 'json'; from?: string }) => {
          const { ceremony, sub, form, from } = options;
          if (from !== undefined) {
            const { exportFrom } = await import('../verify/export-from.ts');
            const bytes = await exportFrom(from, { file, sub, form }, shell);
            return report(
              shell,
              options,
              { path: resolve(file), bytes },
              `Wrote ${file} (${megabytes(bytes)}).`,
            );
          }
          const body = { ceremony, sub, form, path: resolve(file) };
          const answer = await callOperator(folder(options, shell), 'export', body, shell.signal);
          const mark = answer.test ? ' It is a TEST: never use it for real.' : '';
          report(shell, options, answer, `Wrote ${answer.path}${sizeOf(answer)}.${mark}`);
        },
      )
      .addHelpText(
        'after',
        examples([
          'brebaje export trusted_setup.txt',
          'brebaje export setup-8192.json --sub 1 --form json',
          'brebaje export trusted_setup.txt --from transcript.json',
        ]),
      ),

  backup: (command, shell) =>
    common(command, shell)
      .argument('<folder>', 'a new folder for the copy')
      .action(async (target: string, options: Common) => {
        const answer = await callOperator(
          folder(options, shell),
          'backup',
          { folder: resolve(target) },
          shell.signal,
        );
        const keys = 'It holds the signing keys: keep it as safe as the data folder.';
        report(shell, options, answer, `Backed up to ${answer.folder}${sizeOf(answer)}. ${keys}`);
      })
      .addHelpText('after', examples(['brebaje backup /mnt/backup/2026-05-01'])),

  resubmit: (command, shell) =>
    common(command, shell)
      .argument('<contribution>', 'the contribution.json that its contributor kept')
      .argument('<receipt>', 'the receipt.json of it')
      .action(async (contribution: string, receipt: string, options: Common) => {
        const body = {
          ceremony: options.ceremony,
          contribution: resolve(contribution),
          receipt: resolve(receipt),
        };
        const answer = await callOperator(folder(options, shell), 'resubmit', body, shell.signal);
        report(shell, options, answer, `Accepted again as number ${answer.position}.`);
      })
      .addHelpText('after', examples(['brebaje resubmit alice/contribution.json alice/receipt.json'])),

  handover: (command, shell) => {
    common(
      command.command('export').description('Write a drained ceremony, signed, for the next server.'),
      shell,
    )
      .argument('<folder>', 'a new folder')
      .action(async (target: string, options: Common) => {
        const body = { ceremony: options.ceremony, folder: resolve(target) };
        const answer = await callOperator(folder(options, shell), 'handoverExport', body, shell.signal);
        report(shell, options, answer, `Wrote ${answer.folder} with ${answer.contributions} contributions.`);
      });
    common(command.command('import').description('Verify an exported ceremony and continue it here.'), shell)
      .argument('<folder>', 'the exported folder, on the server’s machine')
      .option(
        '--previous-address <address>',
        'whose signature is expected: sequencer_address in /info/status of the old server, or what the ' +
          'ceremony has published; needed for anything but a test',
      )
      .action(async (target: string, options: Common & { previousAddress?: string }) => {
        const { ceremony, previousAddress } = options;
        const body = { ceremony, folder: resolve(target), previousAddress };
        const answer = await callOperator(folder(options, shell), 'handoverImport', body, shell.signal);
        const counts = `${answer.contributions} contributions and ${answer.identities} identities`;
        report(shell, options, answer, `Verified and took over ${counts}.`);
      });
    command.addHelpText(
      'after',
      examples([
        'brebaje drain --reason "moving to another server"',
        'brebaje handover export /srv/handover',
        'brebaje handover import /srv/handover --previous-address 0x1C5c…',
      ]),
    );
  },
};

/** The module of one word for operators. */
export function operatorCommand(word: Words): CommandModule {
  return { define: (command, shell) => DEFINITIONS[word](command, shell) };
}

function common(command: Command, _shell: Shell): Command {
  return withFolder(command).option('--ceremony <slug>', 'which ceremony; default: the one at the root');
}

function withReason(command: Command, shell: Shell): Command {
  return common(command, shell).requiredOption(
    '--reason <text>',
    'why; it is public and stays in the record',
  );
}

function about(options: Common & { reason: string }): Record<string, unknown> {
  return { ceremony: options.ceremony, reason: options.reason };
}

function sizeOf(answer: Answer): string {
  return typeof answer.bytes === 'number' ? ` (${megabytes(answer.bytes)})` : '';
}
