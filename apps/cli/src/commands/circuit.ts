import { resolve } from 'node:path';
import type { Command } from 'commander';
import { callOperator } from '../operator-call.ts';
import { examples, type RestOptions, withReason, withRest } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';
import { type Common, folder, report, withFolder } from './operator-options.ts';

interface AddOptions extends Common {
  r1cs: string;
  ptau: string;
  ptauHash?: string;
}

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
  withFolder(
    command
      .command('add')
      .description('Make a circuit’s genesis on the server’s machine, and add it before the ceremony opens.'),
  )
    .argument('<ceremony>', 'slug')
    .argument('<circuit>', 'slug: permanent, in names of files')
    .requiredOption('--r1cs <file>', 'the compiled circuit')
    .requiredOption('--ptau <file>', 'phase 1, prepared')
    .option(
      '--ptau-hash <hex>',
      'SHA-256 or BLAKE2b-512 of a known phase 1; without it all of it is verified',
    )
    .action(async (ceremony: string, slug: string, options: AddOptions) => {
      const { r1cs, ptau, ptauHash } = options;
      const body = { ceremony, slug, r1cs: resolve(r1cs), ptau: resolve(ptau), ptauHash };
      const answer = await callOperator(folder(options, shell), 'circuitAdd', body, shell.signal);
      report(shell, options, answer, `Circuit ${answer.sequence} of ${ceremony}: genesis ${answer.genesis}.`);
    });
  command.addHelpText(
    'after',
    examples([
      'brebaje circuit list my-ceremony',
      'brebaje circuit add my-ceremony transfer --r1cs transfer.r1cs --ptau pot18.ptau --ptau-hash 7e6a9c2e…',
      'brebaje circuit halt my-ceremony transfer --reason "its file is being looked at"',
      'brebaje circuit resume my-ceremony transfer --reason "it was fine"',
    ]),
  );
}
