import type { Command } from 'commander';
import type { AddOptions } from '../circuit/add.ts';
import type { EditOptions } from '../circuit/edit.ts';
import { whole } from '../rest/argument-types.ts';
import { examples, type RestOptions, withReason, withRest } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';

const CEREMONY = 'slug, number or address of its page';

/** What is said of a circuit. */
function saying(command: Command): Command {
  return command
    .option('--name <text>', 'for people; default: the slug')
    .option('--description <text>', 'what it proves')
    .option('--repository <url>', 'where its source is')
    .option('--commit <hex>', 'of the source')
    .option('--compiler <text>', 'name and version')
    .option('--command <text>', 'how it was compiled, exactly');
}

/** What `add` and `adopt` take alike. */
function registering(command: Command): Command {
  return saying(withRest(command))
    .argument('<ceremony>', CEREMONY)
    .argument('<circuit>', 'slug: permanent, in names of files')
    .requiredOption('--r1cs <file>', 'the compiled circuit')
    .requiredOption('--ptau <file or hash>', 'phase 1, prepared; or the hash of one that the server has')
    .option(
      '--ptau-hash <hex>',
      'SHA-256 or BLAKE2b-512 of a known phase 1; without it all of it is verified',
    )
    .option('--drop-ptau', 'keep only the hashes of the phase 1 on the server')
    .option('--wasm <file>', 'the circuit’s program for provers')
    .option(
      '--data <folder>',
      'data folder of a server on this machine: files are taken from there, not sent',
    );
}

/** `brebaje circuit …` */
export function define(command: Command, shell: Shell): void {
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
  withRest(
    command.command('show').description('Show a circuit: what it is made of, and where it comes from.'),
  )
    .argument('<ceremony>', CEREMONY)
    .argument('[circuit]', 'slug or place; default: the only one')
    .action(async (ceremony: string, circuit: string | undefined, options: RestOptions) => {
      const { showCircuit } = await import('../circuit/show.ts');
      await showCircuit(ceremony, circuit, options, shell);
    });
  withRest(command.command('remove').description('Take a circuit out before the ceremony opens.'))
    .argument('<ceremony>', CEREMONY)
    .argument('<circuit>', 'slug or place')
    .action(async (ceremony: string, circuit: string, options: RestOptions) => {
      const { removeCircuit } = await import('../circuit/remove.ts');
      await removeCircuit(ceremony, circuit, options, shell);
    });
  saying(
    withRest(
      command
        .command('edit')
        .description('Change what is said of a circuit, or its place, before the ceremony opens.'),
    ),
  )
    .argument('<ceremony>', CEREMONY)
    .argument('<circuit>', 'slug or place')
    .option('--place <number>', 'its new place: the others move', whole)
    .action(async (ceremony: string, circuit: string, options: EditOptions) => {
      const { editCircuit } = await import('../circuit/edit.ts');
      await editCircuit([ceremony, circuit], options, shell);
    });
  const added = async (ceremony: string, slug: string, options: AddOptions) => {
    const { addCircuit } = await import('../circuit/add.ts');
    await addCircuit([ceremony, slug], options, shell);
  };
  registering(
    command
      .command('add')
      .description(
        'Send a circuit’s files, and have its genesis made and verified before the ceremony opens.',
      ),
  )
    .option('--genesis <file>', 'the zkey that nobody has contributed to: verified instead of made')
    .action(added);
  registering(
    command
      .command('adopt')
      .description('Go on with a chain that was begun elsewhere: all of it is verified from its genesis.'),
  )
    .requiredOption('--genesis <file>', 'the zkey that the chain began with')
    .requiredOption('--zkey <file>', 'the latest zkey of the chain, without a beacon')
    .action(added);
  command.addHelpText(
    'after',
    examples([
      'brebaje circuit list my-ceremony',
      'brebaje circuit add my-ceremony transfer --r1cs transfer.r1cs --ptau pot18.ptau --ptau-hash 7e6a9c2e…',
      'brebaje circuit add my-ceremony mint --r1cs mint.r1cs --wasm mint.wasm --ptau 7e6a9c2e… --repository https://github.com/we/circuits --commit 9f3c1d2',
      'brebaje circuit adopt my-ceremony old --r1cs old.r1cs --ptau pot18.ptau --genesis old_00000.zkey --zkey old_00012.zkey',
      'brebaje circuit show my-ceremony transfer',
      'brebaje circuit edit my-ceremony transfer --place 1 --description "what the vault accepts"',
      'brebaje circuit remove my-ceremony transfer',
      'brebaje circuit halt my-ceremony transfer --reason "its file is being looked at"',
      'brebaje circuit resume my-ceremony transfer --reason "it was fine"',
    ]),
  );
}
