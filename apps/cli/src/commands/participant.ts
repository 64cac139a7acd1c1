import { type Command, Option } from 'commander';
import type { Act, ActOptions } from '../participant/act.ts';
import type { InviteOptions } from '../participant/invite.ts';
import type { ListOptions } from '../participant/list.ts';
import type { ReserveOptions } from '../participant/reserve.ts';
import { lasting, moment, whole } from '../rest/argument-types.ts';
import { examples, type RestOptions, withReason, withRest } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';

const CEREMONY = 'slug, number or address of its page';
const WHO = 'number in the ceremony, public name, or id:<number of the row>';

/** `brebaje participant …` */
export function define(command: Command, shell: Shell): void {
  people(command, shell);
  invitations(command, shell);
  acts(command, shell);
  command.addHelpText(
    'after',
    examples([
      'brebaje participant invite my-ceremony --name Ada --email ada@example.org',
      'brebaje participant import my-ceremony people.csv --send',
      'brebaje participant list my-ceremony --status waiting,contributing',
      'brebaje participant extend my-ceremony 12 --by 30m --reason "a slow connection"',
      'brebaje participant replace my-ceremony Ada --reason "has not answered for a day"',
      'brebaje participant reserve my-ceremony 7 --from 2026-12-05T12:00:00Z --until 2026-12-06T12:00:00Z --note "air-gapped"',
    ]),
  );
}

function people(command: Command, shell: Shell): void {
  withRest(command.command('list').description('List who takes part.'))
    .argument('<ceremony>', CEREMONY)
    .option('--status <list>', 'only these, with commas: created,waiting,ready,contributing,done,timedout,…')
    .option('--cohort <word>', 'only this group of the roster; for coordinators')
    .action(async (ceremony: string, options: ListOptions) => {
      const { listParticipants } = await import('../participant/list.ts');
      await listParticipants(ceremony, options, shell);
    });
  withRest(command.command('write').description('Write to one person alone; it is in no record.'))
    .argument('<ceremony>', CEREMONY)
    .argument('<who>', WHO)
    .argument('<text>', 'what to tell them')
    .action(async (ceremony: string, who: string, text: string, options: RestOptions) => {
      const { writeToParticipant } = await import('../participant/write.ts');
      await writeToParticipant([ceremony, who, text], options, shell);
    });
  withRest(command.command('reserve').description('Reserve a turn for one person; everybody is told.'))
    .argument('<ceremony>', CEREMONY)
    .argument('<who>', WHO)
    .requiredOption(
      '--from <date>',
      'from then on nobody else is offered it, such as 2026-12-05T12:00:00Z',
      moment,
    )
    .requiredOption('--until <date>', 'until when it is kept', moment)
    .option('--limit <duration>', 'for the work; default: as for everybody', lasting)
    .option('--circuit <circuit>', 'slug or place; default: the only one')
    .requiredOption('--note <text>', 'what everybody should know of it; public for ever')
    .action(async (ceremony: string, who: string, options: ReserveOptions) => {
      const { reserveTurn } = await import('../participant/reserve.ts');
      await reserveTurn([ceremony, who], options, shell);
    });
}

function invitations(command: Command, shell: Shell): void {
  withRest(
    command.command('invite').description('Print a link that signs somebody in and lets them take part.'),
  )
    .argument('<ceremony>', CEREMONY)
    .option('--name <name>', 'as you know the person; never public')
    .option('--email <address>', 'where they are reached; never public')
    .option('--cohort <word>', 'a word that groups people')
    .option('--identity <account>', 'an account that may take part without the link: eth|0x… or git|login')
    .addOption(
      new Option('--queue <part>', 'which part of a queue')
        .choices(['private', 'public', 'standby'])
        .argParser((text) => text.toUpperCase()),
    )
    .option('--priority <number>', 'higher comes first', whole)
    .option('--from <date>', 'not before, such as 2026-12-05T12:00:00Z', moment)
    .option('--until <date>', 'not after', moment)
    .option('--send', 'e-mail it; without a mail server the text to copy is printed')
    .action(async (ceremony: string, options: InviteOptions) => {
      const { inviteParticipant } = await import('../participant/invite.ts');
      await inviteParticipant(ceremony, options, shell);
    });
  withRest(command.command('import').description('Put the people of a CSV file on the roster.'))
    .argument('<ceremony>', CEREMONY)
    .argument(
      '<file>',
      'columns name, address, cohort, from, until, identity, queue, priority; - for standard input',
    )
    .option('--send', 'make a link for everybody who has none, and e-mail it')
    .option('--cohort <word>', 'send to this group only')
    .action(
      async (ceremony: string, file: string, options: RestOptions & { send?: boolean; cohort?: string }) => {
        const { importPeople } = await import('../participant/import.ts');
        await importPeople(ceremony, file, options, shell);
      },
    );
  withRest(command.command('roster').description('Show who is invited, and what became of each link.'))
    .argument('<ceremony>', CEREMONY)
    .option('--state <list>', 'only these, with commas: unsent,open,early,used,expired,revoked')
    .option('--cohort <word>', 'only this group')
    .action(async (ceremony: string, options: RestOptions & { state?: string; cohort?: string }) => {
      const { showRoster } = await import('../participant/invite.ts');
      await showRoster(ceremony, options, shell);
    });
  for (const [name, says] of [
    ['reissue', 'Print a new link for somebody on the roster; the old one is worth nothing any more.'],
    ['revoke', 'Make a link worthless.'],
  ] as const)
    withRest(command.command(name).description(says))
      .argument('<ceremony>', CEREMONY)
      .argument('<invitation>', 'its number in the roster, or the person’s name or address there')
      .action(async (ceremony: string, invitation: string, options: RestOptions) => {
        const { changeLink } = await import('../participant/invite.ts');
        await changeLink([ceremony, invitation], name, options, shell);
      });
}

const ACTS: readonly [Act, string][] = [
  ['extend', 'Give an open turn more time.'],
  ['timeout', 'End a turn: the slot is free for the next.'],
  ['replace', 'End a turn for good and give it to the next.'],
  ['readmit', 'Let somebody return who lost a turn or a place.'],
  ['remove', 'Take somebody out of a ceremony; whoever contributed stays.'],
  ['priority', 'Let somebody come earlier or later: higher comes first, 0 is usual.'],
];

function acts(command: Command, shell: Shell): void {
  for (const [act, says] of ACTS) {
    const word = withReason(command.command(act).description(says))
      .argument('<ceremony>', CEREMONY)
      .argument('<who>', WHO);
    const run = async (ceremony: string, who: string, options: ActOptions) => {
      const { actOn } = await import('../participant/act.ts');
      await actOn([ceremony, who], act, options, shell);
    };
    if (act === 'extend') word.requiredOption('--by <duration>', 'such as 30m', lasting);
    if (act === 'priority')
      word
        .argument('<number>', 'between -1000 and 1000', whole)
        .action((ceremony: string, who: string, priority: number, options: ActOptions) =>
          run(ceremony, who, { ...options, priority }),
        );
    else word.action(run);
  }
}
