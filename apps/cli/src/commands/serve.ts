import type { Command } from 'commander';
import { addServerOptions } from '../server-options.ts';
import type { Shell } from '../shell.ts';

/** `brebaje serve` */
export function define(command: Command, shell: Shell): void {
  addServerOptions(command);
  command
    .action(async ({ color: _color, ...flags }: Record<string, unknown>) => {
      const { serve } = await import('../serve.ts');
      await serve(flags, shell);
    })
    .addHelpText(
      'after',
      `
Every option can also be given in the environment or in a file (TOML). Without any, a TEST ceremony at
Ethereum's sizes is served on this machine only, open to anyone on it.

Examples:
  $ brebaje serve
  $ brebaje serve --data /var/lib/brebaje --public-url https://ceremony.example.org
  $ brebaje serve --config /etc/brebaje.toml
  $ brebaje serve --ceremony-sizes 16,3 --port 0 --operator-port 0`,
    );
}
