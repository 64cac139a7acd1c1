import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { threadsOption } from '../threads-option.ts';

/** Options of `brebaje verify`. */
export interface VerifyOptions {
  receipt?: string[];
  identity?: string[];
  keep?: string;
  threads?: number;
  json?: boolean;
}

/** `brebaje verify <url | transcript.json>` */
export function define(command: Command, shell: Shell): void {
  const several = (value: string, before: string[] = []) => [...before, value];
  command
    .argument('<what>', 'the server or the ceremony’s page, or a transcript.json')
    .option('--receipt <file>', 'a receipt whose contribution must be in it; may be repeated', several)
    .option('--identity <identity>', 'somebody who must be in it (eth|0x…, git|id|login)', several)
    .option('--keep <file>', 'keep what was downloaded')
    .addOption(threadsOption('verify with'))
    .option('--json', 'print one JSON object')
    .action(async (what: string, options: VerifyOptions) => {
      const { verify } = await import('../verify/run.ts');
      await verify(what, options, shell);
    })
    .addHelpText(
      'after',
      `
Verifies everything: the powers, the whole chain of running products and public keys of all sub-ceremonies,
and every signature in it. Trusts neither the server nor its operator.

Examples:
  $ brebaje verify https://ceremony.example.org --receipt receipt.json
  $ brebaje verify transcript.json
  $ brebaje verify transcript.json --identity 'git|42|somebody' --json`,
    );
}
