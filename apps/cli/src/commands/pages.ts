import type { Command } from 'commander';
import type { PagesOptions } from '../pages/write-pages.ts';
import { examples } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';

/** `brebaje pages <folder> --server <url>` */
export function define(command: Command, shell: Shell): void {
  command
    .argument('<folder>', 'where; it must be empty or hold pages that were written before')
    .requiredOption('--server <url>', 'public URL of the server that the pages are for')
    .option('--at <path>', 'path at which the host has them', '/')
    .option('--pages <folder>', 'pages that were built apart, in place of those that come with the program')
    .option('--json', 'print one JSON object')
    .action(async (folder: string, options: PagesOptions) => {
      const { writePages } = await import('../pages/write-pages.ts');
      await writePages(folder, options, shell);
    })
    .addHelpText(
      'after',
      examples(
        [
          'brebaje pages ./site --server https://ceremony.example.org',
          'brebaje pages ./site --server https://ceremony.example.org --at /ceremony/',
        ],
        'The server shows the same pages itself; this is for a host of their own, such as a CDN. Put the folder there,\n' +
          'and have the host show 404.html for addresses that are no files.',
      ),
    );
}
