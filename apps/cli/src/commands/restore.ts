import type { Command } from 'commander';
import { CommandError, EXIT } from '../exit-codes.ts';
import { dataFolder } from '../folders.ts';
import type { Shell } from '../shell.ts';

/** `brebaje restore <backup>` */
export function define(command: Command, shell: Shell): void {
  command
    .argument('<backup>', 'the folder that brebaje backup wrote')
    .option(
      '--data <folder>',
      'the new data folder, empty or not there (BREBAJE_DATA; default ./brebaje-data)',
    )
    .option('--json', 'print one JSON object')
    .action(async (backup: string, options: { data?: string; json?: boolean }) => {
      const { restore } = await import('@brebaje/server/store/restore');
      const folder = dataFolder(shell.env, options.data);
      const note = await restore(backup, folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== undefined) throw error;
        throw new CommandError(EXIT.file, error.message, undefined, { cause: error });
      });
      if (options.json) return shell.out(JSON.stringify({ ok: true, folder, ...note }));
      shell.out(`Restored into ${folder}. Its ceremonies are paused.`);
      for (const { slug, circuits } of note.ceremonies)
        for (const { position, headBlob } of circuits)
          shell.out(`  ${slug}: contribution ${position} is the latest, head ${headBlob}`);
      shell.out('Start it, let holders of later receipts hand in again, then: brebaje resume --reason "…"');
    })
    .addHelpText(
      'after',
      `
Every file is checked. What was accepted after the backup is missing until its contributors hand it in again.

Examples:
  $ brebaje restore /mnt/backup/2026-05-01 --data /var/lib/brebaje`,
    );
}
