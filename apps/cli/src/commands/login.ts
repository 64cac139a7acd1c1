import type { Command } from 'commander';
import { whole } from '../rest/argument-types.ts';
import { examples } from '../rest/rest-options.ts';
import type { Shell } from '../shell.ts';
import type { LoginOptions } from '../sign-in/login.ts';

/** `brebaje login [address]` */
export function define(command: Command, shell: Shell): void {
  command
    .argument('[address]', 'the server, any page of it, or the link of an invitation, in quotes')
    .option('--key-file <path>', 'Ethereum private key to sign in with; - for standard input')
    .option('--name <name>', 'with an invitation: your public name (default: contributor-<number>)')
    .option('--accept-terms <version>', 'with an invitation: the version of the terms you accept', whole)
    .option('--json', 'print one JSON document')
    .action(async (address: string | undefined, options: LoginOptions) => {
      const { login } = await import('../sign-in/login.ts');
      await login(address, options, shell);
    })
    .addHelpText(
      'after',
      examples(
        [
          'brebaje login https://ceremony.example.org',
          'brebaje login https://ceremony.example.org --key-file ./key',
          "brebaje login 'https://ceremony.example.org/app/join#…'",
        ],
        'Prints a link and a short code; whoever opens the link in a browser, on any device, signs in there and\n' +
          'approves. The session is kept for the commands that follow, until brebaje logout.',
      ),
    );
}
