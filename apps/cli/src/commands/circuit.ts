import type { Command } from 'commander';
import { examples, type RestOptions, withReason, withRest } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';

/** `brebaje circuit …` */
export function define(command: Command, shell: Shell): void {
  const CEREMONY = 'slug, number or address of its page';
  withRest(command.command('list').description('Show each circuit: its chain, who waits, whose turn it is.'))
    .argument('<ceremony>', CEREMONY)
    .action(async (ceremony: string, options: RestOptions) => {
      const { listCircuits } = await import('../circuit/circuits.ts');
      await listCircuits(ceremony, options, shell);
    });
  for (const [name, says] of [
    ['halt', 'Take nobody on one circuit for now; nobody loses anything.'],
    ['resume', 'Let a halted circuit go on.'],
  ] as const)
    withReason(command.command(name).description(says))
      .argument('<ceremony>', CEREMONY)
      .argument('[circuit]', 'slug or place; default: the only one')
      .action(
        async (ceremony: string, circuit: string | undefined, options: RestOptions & { reason: string }) => {
          const { stopCircuit } = await import('../circuit/circuits.ts');
          await stopCircuit([ceremony, circuit], name, options, shell);
        },
      );
  command.addHelpText(
    'after',
    examples([
      'brebaje circuit list my-ceremony',
      'brebaje circuit halt my-ceremony transfer --reason "its file is being looked at"',
      'brebaje circuit resume my-ceremony transfer --reason "it was fine"',
    ]),
  );
}
