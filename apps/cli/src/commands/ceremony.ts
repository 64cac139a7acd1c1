import { type Command, Option } from 'commander';
import type { CheckOptions } from '../ceremony/check.ts';
import type { CreateOptions } from '../ceremony/create.ts';
import type { EditOptions } from '../ceremony/edit.ts';
import type { FinalizeOptions } from '../ceremony/finalize.ts';
import type { ListOptions } from '../ceremony/list.ts';
import type { Move } from '../ceremony/move.ts';
import type { WatchOptions } from '../ceremony/watch.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { positive, several, whole } from '../rest/argument-types.ts';
import { examples, type RestOptions, withReason, withRest } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';
import { threadsOption } from '../threads-option.ts';

const CEREMONY = 'slug, number or address of its page';
const FILE = 'ceremony.toml';

/** `brebaje ceremony …` */
export function define(command: Command, shell: Shell): void {
  begin(command, shell);
  look(command, shell);
  change(command, shell);
  command.addHelpText(
    'after',
    examples([
      'brebaje ceremony init',
      'brebaje ceremony check ceremony.toml',
      'brebaje ceremony check circuit.r1cs --people 40',
      'brebaje ceremony create ceremony.toml --open',
      'brebaje ceremony edit my-ceremony --set policy.contribution-time=15m --reason "slow machines"',
      'brebaje ceremony close my-ceremony --wait --reason "everybody was here"',
      'brebaje ceremony finalize my-ceremony --wait',
      'brebaje ceremony watch https://ceremony.example.org/c/my-ceremony --json',
    ]),
  );
}

/** From a file to a ceremony. */
function begin(command: Command, shell: Shell): void {
  command
    .command('init')
    .description('Write a commented example of a ceremony’s file.')
    .argument('[file]', 'where; - prints it', FILE)
    .addOption(new Option('--scheme <scheme>', 'which kind').choices(['KZG', 'GROTH16']).default('KZG'))
    .option('--json', 'print one JSON document')
    .exitOverride()
    .action(async (file: string, options: { scheme: 'KZG' | 'GROTH16'; json?: boolean }) => {
      const { initCeremony } = await import('../ceremony/init.ts');
      await initCeremony(file, options, shell);
    });
  withRest(
    command
      .command('check')
      .description('Say in minutes, bytes and people what it will mean, and what keeps it from opening.'),
  )
    .argument('<file or ceremony>', `a file, or a ceremony that exists: ${CEREMONY}; or a circuit’s r1cs`)
    .option('--people <n>', 'circuits: plan for so many contributors; default: 20', positive)
    .option('--bandwidth <Mbit/s>', 'circuits: of a contributor’s line; default: 8', positive)
    .addOption(threadsOption('measure with'))
    .action(async (what: string, options: CheckOptions) => {
      const { checkCeremony } = await import('../ceremony/check.ts');
      await checkCeremony(what, options, shell);
    });
  withRest(command.command('create').description('Create a ceremony from a file.'))
    .argument('<file>', 'as ceremony init wrote it, reviewed')
    .option('--project <project>', 'whose it is: slug or number; default: your only one, or a new one')
    .option('--open', 'open it at once')
    .option('--invite <name>', 'make a link for this person at once; may be given again', several)
    .action(async (file: string, options: CreateOptions) => {
      const { createCeremony } = await import('../ceremony/create.ts');
      await createCeremony(file, options, shell);
    });
}

function look(command: Command, shell: Shell): void {
  withRest(command.command('list').description('List the ceremonies of a server.'))
    .option('--status <list>', 'only these, with commas: scheduled,opened,paused,closed,canceled,finalized')
    .option('--project <project>', 'only those of this project')
    .option('--archived', 'those that are hidden')
    .action(async (options: ListOptions) => {
      const { listCeremonies } = await import('../ceremony/list.ts');
      await listCeremonies(options, shell);
    });
  withRest(command.command('show').description('Show everything that concerns a ceremony.'))
    .argument('<ceremony>', CEREMONY)
    .action(async (ceremony: string, options: RestOptions) => {
      const { showCeremony } = await import('../ceremony/show.ts');
      await showCeremony(ceremony, options, shell);
    });
  withRest(
    command
      .command('watch')
      .description('Show what happens, as it happens; --json prints one document per event.'),
  )
    .argument('<ceremony>', CEREMONY)
    .option('--after <number>', 'begin after this event; 0 begins at the beginning; default: now', whole)
    .action(async (ceremony: string, options: WatchOptions) => {
      const { watchCeremony } = await import('../ceremony/watch.ts');
      await watchCeremony(ceremony, options, shell);
    });
  withRest(command.command('attention').description('Show what needs a human; empty while nothing does.'))
    .argument('<ceremony>', CEREMONY)
    .action(async (ceremony: string, options: RestOptions) => {
      const { showAttention } = await import('../ceremony/attention.ts');
      await showAttention(ceremony, options, shell);
    });
  withRest(command.command('health').description('Show how the server is: disk, work, e-mail.'))
    .argument('<ceremony>', CEREMONY)
    .action(async (ceremony: string, options: RestOptions) => {
      const { showHealth } = await import('../ceremony/health.ts');
      await showHealth(ceremony, options, shell);
    });
}

const MOVES: readonly [name: string, to: Move, says: string][] = [
  ['pause', 'PAUSED', 'Stop every clock; nobody loses anything. open goes on.'],
  ['close', 'CLOSED', 'Take nobody in any more; whoever is inside finishes.'],
  ['cancel', 'CANCELED', 'Give a ceremony up, for good.'],
];

function change(command: Command, shell: Shell): void {
  const REASON = 'why; it is public and stays in the record';
  withRest(
    command
      .command('edit')
      .description(
        'Change what a file or --set says. After the opening that is an amendment: public, with its reason.',
      ),
  )
    .argument('<ceremony>', CEREMONY)
    .argument('[file]', 'what is missing in it stays as it is')
    .option(
      '--set <key=value>',
      'one key of the file; without a value it is taken away; may be repeated',
      several,
    )
    .option('--reason <text>', `${REASON}; needed after the opening`)
    .action(async (ceremony: string, file: string | undefined, options: EditOptions) => {
      const { editCeremony } = await import('../ceremony/edit.ts');
      await editCeremony(ceremony, file, options, shell);
    });
  const mover =
    (to: Move) => async (ceremony: string, options: RestOptions & { reason?: string; wait?: boolean }) => {
      const { moveCeremony } = await import('../ceremony/move.ts');
      await moveCeremony(ceremony, to, options, shell);
    };
  withRest(command.command('open').description('Open a ceremony, or end its pause.'))
    .argument('<ceremony>', CEREMONY)
    .option('--reason <text>', `${REASON}; needed after a pause`)
    .action(mover('OPENED'));
  for (const [name, to, says] of MOVES) {
    const word = withReason(command.command(name).description(says)).argument('<ceremony>', CEREMONY);
    if (to === 'CLOSED') word.option('--wait', 'return when the last one inside has finished');
    word.action(mover(to));
  }
  withRest(command.command('finalize').description('Verify a drained ceremony whole and freeze its result.'))
    .argument('<ceremony>', CEREMONY)
    .option('--wait', 'wait for those inside and for the beacon, show how far it is, return when it is done')
    .option(
      '--round-file <file>',
      'the beacon’s value, for servers that cannot ask for it: as drand answers it, or the RANDAO mix of a slot in hexadecimal; - reads standard input',
    )
    .option('--beacon <value>', 'the same as text')
    .option('--reason <text>', REASON)
    .action(async (ceremony: string, options: FinalizeOptions) => {
      const { finalizeCeremony } = await import('../ceremony/finalize.ts');
      await finalizeCeremony(ceremony, options, shell);
    });
  withRest(
    command
      .command('archive')
      .description('Hide a ceremony from lists; nothing is erased. With -o: as brebaje archive does.'),
  )
    .argument('<ceremony>', CEREMONY)
    .option('--undo', 'show it again')
    .option('--reason <text>', REASON)
    .option('-o, --output <folder>', 'keep everything of it there, and hide nothing')
    .action(
      async (
        ceremony: string,
        options: RestOptions & { reason?: string; undo?: boolean; output?: string },
      ) => {
        const { output, reason, undo } = options;
        if (output === undefined)
          return (await import('../ceremony/move.ts')).archiveCeremony(ceremony, options, shell);
        if (reason !== undefined || undo)
          throw new CommandError(EXIT.usage, '-o keeps a ceremony, and hides or shows nothing');
        await (await import('../archive/run.ts')).archive(ceremony, { ...options, output }, shell);
      },
    );
  withRest(command.command('announce').description('Tell everybody something; it stays public for ever.'))
    .argument('<ceremony>', CEREMONY)
    .argument('<text>', 'what is to be told')
    .option('--incident', 'a note on something that went wrong')
    .action(async (ceremony: string, text: string, options: RestOptions & { incident?: boolean }) => {
      const { announce } = await import('../ceremony/move.ts');
      await announce(ceremony, text, options, shell);
    });
}
