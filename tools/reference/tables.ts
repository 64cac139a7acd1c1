/** Tables of Markdown. */
import type { Field } from '@brebaje/protocol/rest/reference';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export const row = (...cells: string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** Members of an object: name, type, meaning. `head` names the first column. */
export const fieldRows = (fields: Field[], head: string): string =>
  `| ${head} | type | meaning |
|---|---|---|
${fields
  .map(({ name, type, required, description }) =>
    row(`\`${name}\``, required ? type : `${type}, optional`, description),
  )
  .join('\n')}`;
