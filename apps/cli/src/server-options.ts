import { existsSync } from 'node:fs';
import { type Loaded, load, readConfigFile } from '@brebaje/server/config/load';
import { written } from '@brebaje/server/config/option-types';
import { OPTIONS, type OptionName, spellings } from '@brebaje/server/config/options';
import { type Command, Option } from 'commander';
import type { Shell } from './shell.ts';

const DEFAULT_FILE = 'brebaje.toml';

/** Adds `--config` and one option per row of the server's table, with its environment variable and default. */
export function addServerOptions(command: Command): void {
  command.option(
    '--config <file>',
    `configuration in TOML (BREBAJE_CONFIG; default ./${DEFAULT_FILE} if there is one)`,
  );
  for (const name of Object.keys(OPTIONS) as OptionName[]) {
    const { flag, env } = spellings(name);
    const { type, help, secret, default: value } = OPTIONS[name];
    const shown =
      value === null || (Array.isArray(value) && value.length === 0)
        ? ''
        : `, default ${written(type, value)}`;
    const about = `${help} (${env}${shown})`;
    if (secret === null) {
      command.addOption(new Option(`${flag} ${type === 'yes/no' ? '[yes/no]' : `<${type}>`}`, about));
      continue;
    }
    // Known so that a secret given as an argument is answered with the right spelling.
    const given = new Option(`${flag} <${type}>`, about);
    command.addOption(name === 'databaseUrl' ? given : given.hideHelp());
    command.option(`${flag}-file <path>`, `${help}, from a file; - for standard input (${env}_FILE, ${env})`);
  }
}

/** The effective configuration of a parsed command line. Throws ConfigError. */
export function loadServerOptions(flags: Record<string, unknown>, shell: Shell): Loaded {
  const { config, ...given } = flags;
  const path = (config as string | undefined) ?? shell.env.BREBAJE_CONFIG;
  const file = path ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined);
  return load({ flags: given, env: shell.env, file: file === undefined ? null : readConfigFile(file) });
}
