import type { Command } from 'commander';
import type { ProjectFields } from '../project/projects.ts';
import { moment, whole } from '../rest/argument-types.ts';
import { examples, type RestOptions, withRest } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';

const PROJECT = 'slug or number';

/** `brebaje project …` */
export function define(command: Command, shell: Shell): void {
  const word = (name: string, says: string) => withRest(command.command(name).description(says));

  withFields(word('create', 'Make a project: it owns ceremonies, and its coordinators run them.'))
    .argument('<slug>', 'permanent name in addresses: lower-case letters, digits, hyphens')
    .action(async (slug: string, options: RestOptions & ProjectFields) => {
      const { createProject } = await import('../project/projects.ts');
      await createProject(slug, options, shell);
    });

  word('list', 'List projects.')
    .option('--mine', 'those that you coordinate')
    .option('--archived', 'those that are hidden')
    .action(async (options: RestOptions & { mine?: boolean; archived?: boolean }) => {
      const { listProjects } = await import('../project/projects.ts');
      await listProjects(options, shell);
    });

  word('show', 'Show a project; to its coordinators also who they are.')
    .argument('<project>', PROJECT)
    .action(async (project: string, options: RestOptions) => {
      const { showProject } = await import('../project/projects.ts');
      await showProject(project, options, shell);
    });

  withFields(word('edit', 'Change a project; an empty text takes a field away.'))
    .argument('<project>', PROJECT)
    .option('--logo <file>', 'its picture: PNG, JPEG or WebP, at most 256 KiB')
    .option('--owner <user>', 'hand it over to this user; you stay a coordinator', whole)
    .action(
      async (project: string, options: RestOptions & ProjectFields & { owner?: number; logo?: string }) => {
        const { changeProject } = await import('../project/projects.ts');
        await changeProject(project, options, shell);
      },
    );

  word('archive', 'Hide a project from lists; nothing is erased.')
    .argument('<project>', PROJECT)
    .option('--undo', 'show it again')
    .action(async (project: string, { undo, ...options }: RestOptions & { undo?: boolean }) => {
      const { changeProject } = await import('../project/projects.ts');
      await changeProject(project, { ...options, archived: undo !== true }, shell);
    });

  coordinators(command.command('coordinators').description('Say who coordinates a project.'), shell);
  command.addHelpText(
    'after',
    examples([
      'brebaje project create spring --name "Spring ceremonies" --support help@example.org',
      'brebaje project list --mine',
      "brebaje project edit spring --logo spring.png --accent-light '#7a1f5c' --accent-dark '#f29ad0'",
      'brebaje project coordinators invite spring --name Grace',
      'brebaje project archive spring',
    ]),
  );
}

function withFields(command: Command): Command {
  return command
    .option('--name <text>', 'what people call it')
    .option('--description <text>', 'what it is for')
    .option('--support <text>', 'where participants get help')
    .option('--homepage <url>', 'its own page, https')
    .option('--accent-light <colour>', 'colour of links and buttons on light pages, as #rrggbb')
    .option('--accent-dark <colour>', 'the same on dark pages');
}

function coordinators(command: Command, shell: Shell): void {
  for (const [name, method, says] of [
    ['add', 'PUT', 'Make a user a coordinator of a project.'],
    ['remove', 'DELETE', 'Take that away again.'],
  ] as const)
    withRest(command.command(name).description(says))
      .argument('<project>', PROJECT)
      .argument('<user>', 'number of the user; whoami shows it', whole)
      .action(async (project: string, userId: number, options: RestOptions) => {
        const { setCoordinator } = await import('../project/coordinators.ts');
        await setCoordinator(project, { userId, method }, options, shell);
      });
  withRest(command.command('invite').description('Print a link that makes whoever uses it a coordinator.'))
    .argument('<project>', PROJECT)
    .option('--name <name>', 'whom it is for, as you know them')
    .option('--email <address>', 'where they are reached')
    .option('--until <date>', 'how long the link is good', moment)
    .action(
      async (project: string, options: RestOptions & { name?: string; email?: string; until?: number }) => {
        const { inviteCoordinator } = await import('../project/coordinators.ts');
        await inviteCoordinator(project, options, shell);
      },
    );
}
