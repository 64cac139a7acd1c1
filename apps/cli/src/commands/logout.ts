import type { Command } from 'commander';
import { examples } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';

/** `brebaje logout [server]` */
export function define(command: Command, shell: Shell): void {
  command
    .argument('[server]', 'default: the one signed in to last')
    .option('--everywhere', 'end the sessions of your other devices as well')
    .option('--json', 'print one JSON document')
    .action(async (server: string | undefined, options: { everywhere?: boolean; json?: boolean }) => {
      const { logout } = await import('../sign-in/logout.ts');
      await logout(server, options, shell);
    })
    .addHelpText('after', examples(['brebaje logout', 'brebaje logout https://ceremony.example.org']));
}
