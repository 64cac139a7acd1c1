/**
 * The reference pages that follow from tables in the code. `node tools/reference.ts` writes them; a test
 * compares what is committed with what the tables say.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EXIT_MEANINGS } from '@brebaje/cli/exit-codes';
import { ERRORS } from '@brebaje/protocol/errors';
import { written } from '@brebaje/server/config/option-types';
import { defaults, OPTIONS, type OptionName, spellings } from '@brebaje/server/config/options';
import { ruleValues } from '@brebaje/server/config/policy-of';

const RULES = ruleValues(defaults());

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const row = (...cells: string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** A default; of an option that the preset decides, what the preset `kzg` says. */
function shown(name: OptionName): string {
  const { type, default: value } = OPTIONS[name];
  const text = written(type, value ?? RULES[name]);
  return text === '' ? '–' : `\`${text}\``;
}

export function optionsPage(): string {
  const rows = (Object.keys(OPTIONS) as OptionName[]).map((name) => {
    const { flag, env, key } = spellings(name);
    const { type, help, secret } = OPTIONS[name];
    // What may never be an argument is named by a file.
    const asked = secret?.('') ? `${flag}-file` : flag;
    return row(`\`${asked}\``, `\`${env}\``, `\`${key}\``, type, shown(name), help);
  });
  return `# Options of the server

A flag wins over the environment, the environment over the configuration file (\`--config file.toml\`), the file over the default. \`brebaje config\` prints every effective value and where it comes from. Durations have units (\`32s\`, \`10min\`, \`24h\`), dates an offset. A secret never comes from an argument: use the environment, the file, or \`${'BREBAJE_<OPTION>_FILE'}\` with the path of a file that holds it.

| flag | environment | key in the file | type | default | what it does |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([code, { status, text, next }]) =>
    row(`\`${code}\``, String(status), text, next),
  );
  return `# Error codes

On the sequencer face an error is \`{"code", "error"}\` with the code and the text of this table; texts that end in a colon or a space are continued with particulars.

| code | status | text | what to do next |
|---|---|---|---|
${rows.join('\n')}

## Exit codes of the command

| code | meaning |
|---|---|
${Object.entries(EXIT_MEANINGS)
  .map(([code, meaning]) => row(code, meaning))
  .join('\n')}
`;
}

export const PAGES: Record<string, () => string> = {
  'docs/reference/options.md': optionsPage,
  'docs/reference/errors.md': errorsPage,
};

if (import.meta.main) {
  const house = fileURLToPath(new URL('..', import.meta.url));
  for (const [path, page] of Object.entries(PAGES)) writeFileSync(`${house}${path}`, page());
}
