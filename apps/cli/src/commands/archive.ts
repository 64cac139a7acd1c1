import type { Command } from 'commander';
import type { ArchiveOptions } from '../archive/run.ts';
import { examples, withRest } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';

/** `brebaje archive <ceremony> -o <folder>` */
export function define(command: Command, shell: Shell): void {
  withRest(command)
    .argument('<ceremony>', 'slug, number or address of its page')
    .requiredOption('-o, --output <folder>', 'where; an archive that is there already goes on')
    .option('--without-states', 'of each chain only the first and the last state: less disk')
    .option('--with-phase1', 'the phases 1 of circuits, too, where the server keeps them: much more disk')
    .action(async (ceremony: string, options: ArchiveOptions & { withoutStates?: boolean }) => {
      const { archive } = await import('../archive/run.ts');
      await archive(ceremony, { ...options, states: options.withoutStates !== true }, shell);
    })
    .addHelpText(
      'after',
      examples(
        [
          'brebaje archive https://ceremony.example.org/c/my-circuits -o my-circuits-archive',
          'brebaje verify my-circuits-archive',
        ],
        'Fetches everything that is public: record, log, receipts, states, files, result. The folder is a site of\n' +
          'plain pages: open index.html, or put it on any web server. Run again, only what is missing is fetched.',
      ),
    );
}
