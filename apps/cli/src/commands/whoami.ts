import type { Command } from 'commander';
import { examples, type RestOptions, withRest } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';

/** `brebaje whoami` */
export function define(command: Command, shell: Shell): void {
  withRest(command)
    .action(async (options: RestOptions) => {
      const { whoami } = await import('../sign-in/whoami.ts');
      await whoami(options, shell);
    })
    .addHelpText('after', examples(['brebaje whoami', 'brebaje whoami --json']));
}
