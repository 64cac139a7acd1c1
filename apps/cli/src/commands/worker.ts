import type { Command } from 'commander';
import { addServerOptions } from '../server-options.ts';
import type { Shell } from '../shell.ts';

/** `brebaje worker` */
export function define(command: Command, shell: Shell): void {
  addServerOptions(command);
  command
    .action(async ({ color: _color, ...flags }: Record<string, unknown>) => {
      const { work } = await import('../worker.ts');
      await work(flags, shell);
    })
    .addHelpText(
      'after',
      `
Verifies contributions, makes geneses and finalizes in a process of its own, on any machine. It needs the Postgres and
the files of the servers (--s3-bucket, or a data folder that they share), and their key files in its data folder.
Any number may run; one that dies loses nothing. Servers started with --jobs workers leave all such work to workers.
The configuration file of the servers fits; what only servers use is not looked at.

Examples:
  $ brebaje worker --config /etc/brebaje/brebaje.toml
  $ BREBAJE_DATABASE_URL=postgres://… brebaje worker --data /var/lib/brebaje --s3-bucket ceremonies --threads 8`,
    );
}
