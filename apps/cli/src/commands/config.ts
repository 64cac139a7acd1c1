import { describe } from '@brebaje/server/config/load';
import type { Command } from 'commander';
import { addServerOptions, loadServerOptions } from '../server-options.ts';
import type { Shell } from '../shell.ts';

/** `brebaje config` */
export function define(command: Command, shell: Shell): void {
  command.option('--json', 'print one JSON object');
  addServerOptions(command);
  command
    .action((flags: Record<string, unknown>) => {
      const { json, color: _color, ...given } = flags;
      const rows = describe(loadServerOptions(given, shell));
      if (json) return shell.out(JSON.stringify({ ok: true, options: rows }));
      const width = Math.max(...rows.map(({ key }) => key.length));
      for (const { key, value, source } of rows) {
        shell.out(`${key.padEnd(width)}  ${value || '-'}  ${shell.style('dim', `(${source})`)}`);
      }
    })
    .addHelpText(
      'after',
      `
Takes the options of serve. Secrets are not shown.

Examples:
  $ brebaje config
  $ BREBAJE_PORT=8080 brebaje config --config /etc/brebaje.toml`,
    );
}
