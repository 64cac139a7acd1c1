/**
 * The reference pages that follow from tables in the code. `node tools/reference.ts` writes them; a test
 * compares what is committed with what the tables say.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EXIT_MEANINGS } from '@brebaje/cli/exit-codes';
import { ERRORS } from '@brebaje/protocol/errors';
import { ATTENTION_CODES } from '@brebaje/protocol/rest/notifications';
import { ACCESS_WORDS, type OperationEntry, reference } from '@brebaje/protocol/rest/reference';
import { type Audience, TOPIC_NAMES, TOPICS } from '@brebaje/protocol/topics';
import { ATTENTION_MEANS, UNATTENDED } from '@brebaje/server/attention/unattended';
import { written } from '@brebaje/server/config/option-types';
import { defaults, OPTIONS, type OptionName, spellings } from '@brebaje/server/config/options';
import { ruleValues } from '@brebaje/server/config/policy-of';
import { ceremonyFilePage } from './reference/ceremony-file.ts';
import { eventsPage } from './reference/events.ts';
import { fieldRows, row } from './reference/tables.ts';
import { transitionsPage } from './reference/transitions.ts';

const RULES = ruleValues(defaults());

const LOCAL = 'http://localhost:3000';

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
  const { problems } = reference(LOCAL);
  const rows = Object.entries(ERRORS).map(([code, { status, text, next }]) =>
    row(`\`${code}\``, String(status), text, next),
  );
  return `# Error codes

On the sequencer face an error is \`{"code", "error"}\` with the code and the text of this table; texts that end in a colon or a space are continued with particulars.

| code | status | text | what to do next |
|---|---|---|---|
${rows.join('\n')}

## Refusals of the REST interface

\`application/problem+json\` (RFC 9457): \`title\` as here, \`detail\` in words for this case, \`next\` what to do, \`reference\` to quote when asking for help.

| code | status | title | what to do next |
|---|---|---|---|
${problems.map(({ code, status, text, next }) => row(`\`${code}\``, String(status), text, next)).join('\n')}

## Exit codes of the command

| code | meaning |
|---|---|
${Object.entries(EXIT_MEANINGS)
  .map(([code, meaning]) => row(code, meaning))
  .join('\n')}
`;
}

function operationSection(operation: OperationEntry, named: ReadonlySet<string>): string {
  const { id, method, path, summary, description, access, parameters, body, versioned } = operation;
  const version = versioned ? (method === 'GET' ? ' Sends the version as ETag.' : ' Honours If-Match.') : '';
  const answers = operation.answers.map(({ status, description: words, type, fields }) => {
    const link = type !== undefined && named.has(type);
    const table = fields.length > 0 && !link ? `\n\n${fieldRows(fields, 'field')}` : '';
    return `${status}: ${words}${link ? ` ([${type}](#${type.toLowerCase()}))` : ''}.${table}`;
  });
  const refusals = operation.refusals.flatMap(({ status, codes }) =>
    codes.map((code) => `\`${code}\` ${status}`),
  );
  return [
    `### ${summary}`,
    `\`${method} ${path}\` (\`${id}\`). For ${ACCESS_WORDS[access]}.${version}${description === undefined ? '' : ` ${description}`}`,
    ...(parameters.length > 0 ? [fieldRows(parameters, 'parameter')] : []),
    ...(body && body.length > 0 ? [fieldRows(body, 'body')] : []),
    ...operation.bodyTypes.map((type) => `The body may be \`${type}\`.`),
    ...answers,
    `Refused with ${refusals.join(', ')}.`,
    `\`\`\`bash\n${operation.curl}\n\`\`\``,
  ].join('\n\n');
}

export function restPage(): string {
  const { chapters, shapes } = reference(LOCAL);
  const named = new Set(shapes.map(({ name }) => name));
  return `# REST interface

JSON at the root of the server. The same is at \`/docs\` of every server, and for programs at \`/openapi.json\` (OpenAPI 3.1), from the same schemas that parse requests.

Times are seconds since 1970; fields that do not apply are absent. The session id that signing in gives is sent as \`Authorization: Bearer …\`. A list answers \`items\`, \`total\` and \`next\`: ask again with \`after\` set to \`next\` and everything else the same; on the last page \`next\` is absent, and \`total\` is counted for the first. A change names the fields that change and no others; a row's \`ETag\` sent as \`If-Match\` has the change refused when somebody else was faster.

${chapters
  .map(
    ({ tag, operations }) =>
      `## ${tag}\n\n${operations.map((one) => operationSection(one, named)).join('\n\n')}`,
  )
  .join('\n\n')}

## Shapes

${shapes.map(({ name, fields }) => `### ${name}\n\n${fieldRows(fields, 'field')}`).join('\n\n')}

## Refusals

A refusal is \`application/problem+json\` (RFC 9457). \`detail\` says what is the matter in this case, \`reference\` is what to quote when asking for help. [Error codes](errors.md#refusals-of-the-rest-interface) lists what each code means and what to do next.
`;
}

export function unattendedPage(): string {
  const rows = UNATTENDED.map(({ when, does, costs, human, shownBy }) =>
    row(
      when,
      does,
      costs,
      human === undefined ? '–' : `[\`${human}\`](#what-needs-a-human)`,
      `[test](../../${shownBy})`,
    ),
  );
  return `# What the server does by itself

Nobody has to watch a ceremony. This table says what happens then, what it costs whoever is concerned, and for what the server asks for a human.

| when | the server | costs them | asks with | shown by |
|---|---|---|---|---|
${rows.join('\n')}

## What needs a human

\`GET /ceremonies/{id}/attention\` lists it for coordinators, each with since when, one sentence and what to do, the most urgent first. It is empty while the server gets on by itself. Coordinators with a subscription to the topic \`attention\` are told once when something comes onto the list; what comes and goes is told again after six hours at the earliest.

| code | when it is listed |
|---|---|
${ATTENTION_CODES.map((code) => row(`\`${code}\``, ATTENTION_MEANS[code])).join('\n')}

## Who is told of what

By webhook or e-mail, as everybody chooses for themselves (\`POST /subscriptions\`). Messages wait in the database beside what they tell of, so none is lost. If the server ends between sending a message and noting that, the message goes out once more: a webhook with the same \`Idempotency-Key\`, an e-mail with the same \`Message-ID\`, by which receivers recognize it.

| topic | when | told to |
|---|---|---|
${TOPIC_NAMES.map((name) => row(`\`${name}\``, TOPICS[name].means, TOPICS[name].to.map((audience) => AUDIENCES[audience]).join(', '))).join('\n')}
`;
}

const AUDIENCES: Record<Audience, string> = {
  person: 'the person',
  coordinators: 'coordinators',
  everybody: 'everybody who follows the ceremony',
};

export const PAGES: Record<string, () => string> = {
  'docs/reference/options.md': optionsPage,
  'docs/reference/errors.md': errorsPage,
  'docs/reference/rest.md': restPage,
  'docs/reference/unattended.md': unattendedPage,
  'docs/reference/events.md': eventsPage,
  'docs/reference/transitions.md': transitionsPage,
  'docs/reference/ceremony-file.md': ceremonyFilePage,
};

if (import.meta.main) {
  const house = fileURLToPath(new URL('..', import.meta.url));
  for (const [path, page] of Object.entries(PAGES)) writeFileSync(`${house}${path}`, page());
}
